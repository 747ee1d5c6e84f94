BEGIN {
  name = ENVIRON["FILE"]
  "wc -c < \"$FILE\"" | getline size
  "tr -d \"\\000\" < \"$FILE\" | wc -c" | getline readable
  while ((getline line < name) > 0) text = text line "\n"
  if (length(text) == size + 1) text = substr(text, 1, size + 0)
  if (length(text) != size + 0 || readable + 0 != size + 0) { print name ": holds bytes that are no text" > "/dev/stderr"; exit 1 }
  if (kind == "append") {
    if (text != "" && substr(text, length(text)) != "\n") text = text "\n"
    text = text old "\n"
  }
  while (kind != "append" && (at = index(text, old)) > 0) {
    end = at + length(old)
    while (kind == "delete" && at > 1 && substr(text, at - 1, 1) != "\n") --at
    while (kind == "delete" && end <= length(text) && substr(text, end - 1, 1) != "\n") ++end
    result = result substr(text, 1, at - 1) new
    text = substr(text, end)
    ++found
  }
  if (found + 0 != times + 0) { print name ": found " found + 0 " times and not " times ": " old > "/dev/stderr"; exit 1 }
  close(name)
  printf "%s%s", result, text > name
}

" Rows in a block, in options over several lines and between fences are set in by two.

if exists("b:did_indent")
  finish
endif
let b:did_indent = 1

setlocal indentexpr=BoxwrightIndent() indentkeys=0},0),!^F,o,O autoindent
let b:undo_indent = "setlocal indentexpr< indentkeys< autoindent<"

if exists("*BoxwrightIndent")
  finish
endif

function! BoxwrightIndent() abort
  let l:above = prevnonblank(v:lnum - 1)
  if l:above == 0
    return 0
  endif
  if getline(l:above) =~# '^\s*"""\s*$'
    " Behind a text: as the row it belongs to.
    let l:opened = search('\S.*"""\s*$', 'bnW')
    return l:opened == 0 ? 0 : indent(l:opened)
  endif
  " Behind a continued command: as its first line.
  if getline(l:above) !~# '\\$'
    let l:first = l:above
    while l:first > 1 && getline(l:first - 1) =~# '\\$'
      let l:first -= 1
    endwhile
    if l:first < l:above
      return indent(l:first)
    endif
  endif
  let l:text = substitute(getline(l:above), '\%(^\|\s\)#.*$', '', '')
  let l:indent = indent(l:above)
  if l:text =~# '[{(]\s*$' || l:text =~# '\s"""\s*$'
    let l:indent += shiftwidth()
  endif
  if getline(v:lnum) =~# '^\s*[})]'
    let l:indent -= shiftwidth()
  endif
  return max([l:indent, 0])
endfunction

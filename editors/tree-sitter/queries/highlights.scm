; Where two patterns meet, the later one counts. What words mean is said by grammar/keywords.def: the lists of names are
; those of `boxwright grammar --for=tree-sitter`.

(comment) @comment

; ---- conditions: what stands before the block of `when` and `else` ----

((row (argument . (bare) @keyword.operator .) (block))
  (#any-of? @keyword.operator "when" "and" "or" "not" "in"))

((row (argument . (bare) @operator .) (block))
  (#any-of? @operator "==" "!=" "<" "<=" ">" ">="))

; ---- statements ----

; In a block of items a word that is named like a statement is coloured like one: to ask what the block stands in, highlighters
; would forget what they know of its row.
((row head: (head) @keyword)
  (#any-of? @keyword
    ; names: statements
    "allow" "apk" "append" "apply" "apt" "apt-repo" "arg" "authors" "base" "cache" "cap" "certificates" "check" "cmd"
    "conda" "conform" "copy" "cpus" "deb" "delete" "deny" "description" "dialect" "dir" "dnf" "docker" "dockerfile"
    "else" "entrypoint" "env" "env-file" "expose" "fail" "fetch" "file" "from" "git" "gpus" "healthcheck" "ignore"
    "image" "import" "ipc" "label" "language" "launch" "licenses" "link" "locale" "lookup" "memory" "mount" "network"
    "npm" "param" "patch" "pick" "pip" "platforms" "policy" "port" "project" "push" "python" "registry" "remove"
    "replace" "require-label" "restart" "run" "secret" "shell" "shm-size" "source" "stage" "stopsignal" "template"
    "timezone" "title" "tmpfs" "ulimit" "unpack" "use" "user" "variants" "version" "volume" "weights" "when" "workdir"
    "wrapper" "writable"
    ; end of names
  ))

((row head: (head) @keyword.conditional)
  (#any-of? @keyword.conditional "when" "else"))

; ---- words ----

(option name: (option_name) @variable.parameter)

((argument . (bare) @number .)
  (#match? @number "^[0-9]+$"))

(literal) @string
(string "\"" @string)
(string_text) @string
(escape) @string.escape

(reference name: (name) @variable)
(reference form: (form) @attribute)
(reference ["${" "}"] @punctuation.special)

; ---- bodies ----

(fence) @punctuation.delimiter
(content) @string

; ---- signs ----

["->" "="] @operator
(raw ":" @punctuation.delimiter)
["," ";"] @punctuation.delimiter
["(" ")" "[" "]" "{"] @punctuation.bracket
(block "}" @punctuation.bracket)

; What words mean is said by grammar/keywords.def: the lists of names are those of
; `boxwright grammar --for=tree-sitter`.

; Raw is always the shell's.
((raw (command) @injection.content)
  (#set! injection.language "bash"))

; So is the text of what takes raw, too.
((row
  head: (head) @_head
  (text (content) @injection.content))
  (#any-of? @_head
    ; names: running shell
    "check" "healthcheck" "run" "weights" "wrapper"
    ; end of names
  )
  (#set! injection.language "bash"))

((row
  head: (head) @_head
  (text (content) @injection.content))
  (#eq? @_head "dockerfile")
  (#set! injection.language "dockerfile"))

; A list of nothing but strings is a list in JSON, too.
((list) @injection.content
  (#match? @injection.content "^\\[\\s*(\"[^\"$]*\"\\s*,\\s*)*\"[^\"$]*\"\\s*\\]$")
  (#set! injection.language "json"))

; A file is what its name says.
((row
  head: (head) @_head
  (argument) @_path
  (text (content) @injection.content))
  (#eq? @_head "file")
  (#match? @_path "\\.json$")
  (#set! injection.language "json"))

((row
  head: (head) @_head
  (argument) @_path
  (text (content) @injection.content))
  (#eq? @_head "file")
  (#match? @_path "\\.py$")
  (#set! injection.language "python"))

((row
  head: (head) @_head
  (argument) @_path
  (text (content) @injection.content))
  (#eq? @_head "file")
  (#match? @_path "\\.sh$")
  (#set! injection.language "bash"))

((row
  head: (head) @_head
  (argument) @_path
  (text (content) @injection.content))
  (#eq? @_head "file")
  (#match? @_path "\\.ya?ml$")
  (#set! injection.language "yaml"))

((row
  head: (head) @_head
  (argument) @_path
  (text (content) @injection.content))
  (#eq? @_head "file")
  (#match? @_path "\\.toml$")
  (#set! injection.language "toml"))

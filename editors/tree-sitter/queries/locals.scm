; A name is known in its file, or in the block that declares it. `param name=default` is one word, so only what stands without a
; default is found here.

(file) @local.scope
(block) @local.scope

((row
  head: (head) @_head
  . (argument . (bare) @local.definition .))
  (#any-of? @_head "stage" "template" "secret"))

((row
  head: (head) @_head
  (argument . (bare) @local.definition .))
  (#any-of? @_head "param" "arg" "variants"))

(reference name: (name) @local.reference)

; Where stages, templates and secrets are named.
((row
  head: (head) @_head
  . (argument . (bare) @local.reference .))
  (#any-of? @_head "from" "use"))

((row (options (option
  name: (option_name) @_option
  value: (argument . (bare) @local.reference .))))
  (#any-of? @_option "from" "secret" "secret-env"))

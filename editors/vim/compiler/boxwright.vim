" `:make` says what is wrong with the spec, and the quickfix list leads there.

let current_compiler = "boxwright"

CompilerSet makeprg=boxwright\ check\ --message-format=short\ %:S
CompilerSet errorformat=%f:%l:%c:\ %trror[%.%#]:\ %m,%f:%l:%c:\ %tarning[%.%#]:\ %m,%f:%l:%c:\ %tote[%.%#]:\ %m,%-G%.%#

" How specs of Boxwright are edited: as `boxwright fmt` has them.

if exists("b:did_ftplugin")
  finish
endif
let b:did_ftplugin = 1

setlocal commentstring=#\ %s comments=:# formatoptions-=t formatoptions+=croql
setlocal shiftwidth=2 softtabstop=2 expandtab
setlocal iskeyword+=-
if executable("boxwright")
  setlocal formatprg=boxwright\ fmt\ -
endif
compiler boxwright

let b:undo_ftplugin = "setlocal commentstring< comments< formatoptions< shiftwidth< softtabstop< expandtab< iskeyword< formatprg< makeprg< errorformat<"

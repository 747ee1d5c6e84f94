" Specs of Boxwright.
autocmd BufNewFile,BufRead *.box setfiletype box

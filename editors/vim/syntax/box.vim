" How specs of Boxwright are coloured. What words there are is said by grammar/keywords.def: the lines between `names:` and
" `end of names` are those of `boxwright grammar --for=vim`.

if exists("b:current_syntax")
  finish
endif

syntax iskeyword @,48-57,-,_
syntax case match

" names: statements
syntax keyword boxStatement contained allow apk append apply apt apt-repo arg authors base cache cap certificates
syntax keyword boxStatement contained check cmd conda conform copy cpus deb delete deny description dialect dir dnf
syntax keyword boxStatement contained docker dockerfile else entrypoint env env-file expose fail fetch file from git
syntax keyword boxStatement contained gpus healthcheck ignore image import ipc label language launch licenses link
syntax keyword boxStatement contained locale lookup memory mount network npm param patch pick pip platforms policy
syntax keyword boxStatement contained port project push python registry remove replace require-label restart run
syntax keyword boxStatement contained secret shell shm-size source stage stopsignal template timezone title tmpfs
syntax keyword boxStatement contained ulimit unpack use user variants version volume weights when workdir wrapper
syntax keyword boxStatement contained writable
" end of names
" names: options
syntax keyword boxOption contained append at bake build cache channels components conda constraint default depth
syntax keyword boxOption contained detach dev editable env exclude extra-index extras file find-links from gid
syntax keyword boxOption contained groups hold home in include index inside installer interval keep keep-git key lfs
syntax keyword boxOption contained like lock md5 min-size mode mount name network no-build-isolation no-deps no-dev
syntax keyword boxOption contained on-build optional override overwrite owner platform pre prepend reads recommends
syntax keyword boxOption contained regex registry remove replace requirements retries rev reverse ro rw secret
syntax keyword boxOption contained secret-env sha256 sha512 snapshot ssh stable start-period strip submodules suite
syntax keyword boxOption contained system-packages tag timeout times uid unpack user venv volatile writes
" end of names
" names: running shell
let s:shell = '\%(check\|healthcheck\|run\|weights\|wrapper\)'
" end of names

syntax include @boxSh syntax/sh.vim
unlet! b:current_syntax

" A row begins a line, or stands behind a brace or a semicolon.
syntax match boxHead /\%(^\|[{;]\)\s*\zs[a-z][a-z0-9-]*\>/ contains=boxStatement nextgroup=boxOptions
syntax region boxOptions matchgroup=boxDelimiter start=/(/ end=/)/ contained contains=boxOption,boxComment,boxString,boxLiteral,boxReference,boxList,boxFlag
syntax match boxFlag /=/ contained
syntax match boxArrow /\s\zs->\ze\s/
syntax match boxOperator /\s\zs\%(==\|!=\|<=\|>=\|<\|>\)\ze\s/
syntax match boxNumber /\%(^\|[[:blank:]=:\[,]\)\zs\d\+\%(\.\d\+\)*\>/

syntax match boxEscape /\\./ contained
syntax match boxDollar /\$\$/
syntax match boxReference /\$\{1}{[^}"[:blank:]]*}/
syntax region boxString start=/"/ skip=/\\./ end=/"/ end=/$/ contains=boxEscape,boxReference,boxDollar
syntax region boxLiteral start=/\%(^\|[[:blank:]=\[,(]\)\zs'/ end=/'/ end=/$/
syntax region boxList matchgroup=boxDelimiter start=/\[/ end=/\]/ contains=boxString,boxLiteral,boxReference,boxNumber,boxComment,boxList

" What stands behind a colon is a command, with its continued lines.
syntax region boxCommand matchgroup=boxDelimiter start=/:\ze\%(\s\|$\)/ skip=/\\\s*$/ end=/$/ contained contains=@boxSh,boxReference keepend
execute 'syntax match boxShellRow /\%(^\|[{;]\)\s*' . s:shell . '\>\%(([^)]*)\)\=\%([^:#"]\|:\S\)*\ze:\%(\s\|$\)/ contains=boxHead,boxOptions,boxString,boxReference,boxArrow nextgroup=boxCommand'

" A text between fences: of a statement that takes commands it is the shell's.
syntax region boxText matchgroup=boxDelimiter start=/"""/ end=/"""/ contains=boxReference,boxDollar keepend
execute 'syntax region boxShellText matchgroup=boxDelimiter start=/\%(\%(^\|[{;]\)\s*' . s:shell . '\>.*\)\@<="""/ end=/"""/ contains=@boxSh,boxReference keepend'

syntax match boxComment /\%(^\|\s\)\zs#.*/ contains=boxTodo,@Spell
syntax keyword boxTodo TODO FIXME contained

syntax sync fromstart

highlight default link boxStatement Statement
highlight default link boxOption Identifier
highlight default link boxFlag Operator
highlight default link boxArrow Operator
highlight default link boxOperator Operator
highlight default link boxNumber Number
highlight default link boxString String
highlight default link boxLiteral String
highlight default link boxText String
highlight default link boxEscape SpecialChar
highlight default link boxDollar SpecialChar
highlight default link boxReference PreProc
highlight default link boxDelimiter Delimiter
highlight default link boxComment Comment
highlight default link boxTodo Todo

let b:current_syntax = "box"

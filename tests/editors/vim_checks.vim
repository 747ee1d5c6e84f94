" Which colour a word of coloured.box has, and how rows are set in; for Vim and Neovim. Writes what failed to $RESULT.

let s:failed = []

function! s:Check(what, holds) abort
  if !a:holds
    call add(s:failed, a:what)
  endif
endfunction

" The groups at the n-th word of a line, innermost last.
function! s:Groups(line, word) abort
  let l:number = search('\V' . a:line, 'cnw')
  let l:column = match(getline(l:number), '\V' . a:word) + 1
  call s:Check('there is ' . a:word, l:number > 0 && l:column > 0)
  return map(synstack(l:number, l:column), 'synIDattr(v:val, "name")')
endfunction

function! s:Is(line, word, group) abort
  let l:groups = s:Groups(a:line, a:word)
  call s:Check(a:word . ' in `' . a:line . '` is ' . a:group . ', and not ' . string(l:groups), get(l:groups, -1, '') =~# a:group)
endfunction

function! s:IsIn(line, word, group) abort
  let l:groups = s:Groups(a:line, a:word)
  call s:Check(a:word . ' in `' . a:line . '` is in ' . a:group . ', and not ' . string(l:groups), index(l:groups, a:group) >= 0)
endfunction

function! s:IsNot(line, word, group) abort
  let l:groups = s:Groups(a:line, a:word)
  call s:Check(a:word . ' in `' . a:line . '` is no ' . a:group . ': ' . string(l:groups), index(l:groups, a:group) < 0)
endfunction

try
  execute 'edit' fnameescape($SPEC)
  call s:Check('the file type is box, and not ' . &filetype, &filetype ==# 'box')
  call s:Check('comments are ' . &commentstring, &commentstring ==# '# %s')
  call s:Is('param device', 'param', '^boxStatement$')
  call s:Is('# A comment', 'run', '^boxComment$')
  call s:Is('from debian', 'behind', '^boxComment$')
  call s:Is('apt(', 'apt', '^boxStatement$')
  call s:Is('apt(', 'snapshot', '^boxOption$')
  call s:IsNot('apt(', 'not-a', 'boxComment')
  call s:Is('env NAME', 'env', '^boxStatement$')
  call s:Is('env NAME', '${device}', '^boxReference$')
  call s:Is('env NAME', '\\n', '^boxEscape$')
  call s:Is('env NAME', '${none}', '^boxLiteral$')
  call s:Is('copy(', '->', '^boxArrow$')
  call s:Is('copy(', 'from', '^boxOption$')
  call s:Is('run(in', 'run', '^boxStatement$')
  call s:Is('run(in', 'network', '^boxOption$')
  call s:IsIn('run(in', 'for f', 'boxCommand')
  call s:Is('run(in', 'done', '^sh')
  call s:IsIn('&& second', 'second', 'boxCommand')
  call s:IsIn('export A', 'export', 'boxShellText')
  call s:Is('if true', 'if', '^sh')
  call s:IsNot('run: not a command', 'run', 'boxStatement')
  call s:Is('run: not a command', 'not', '^boxText$')
  call s:Is('launch {', 'launch', '^boxStatement$')
  call s:Is('launch {', 'env', '^boxStatement$')
  call s:IsIn('entrypoint', '-m', 'boxString')
  call s:IsIn('entrypoint', '-m', 'boxList')
  call s:Is('when device', '==', '^boxOperator$')
  call s:Is('when device', 'env', '^boxStatement$')

  " What is typed without blanks is set in as it is there.
  let s:text = getline(1, '$')
  let s:inside = 0
  for s:number in range(1, line('$'))
    if s:inside && getline(s:number) !~# '"""'
      continue
    endif
    if getline(s:number) =~# '"""'
      let s:inside = !s:inside
    endif
    if s:number > 1 && getline(s:number - 1) =~# '\\$' || getline(s:number) =~# '^\s*"""'
      continue
    endif
    let s:wanted = indent(s:number)
    call setline(s:number, substitute(getline(s:number), '^\s*', '', ''))
    execute s:number . 'normal! =='
    call s:Check('line ' . s:number . ' is set in by ' . s:wanted . ', and not ' . indent(s:number), indent(s:number) == s:wanted)
    call setline(s:number, s:text[s:number - 1])
  endfor

  " `:make` leads to what is wrong.
  let &makeprg = shellescape($BOXWRIGHT) . ' check --message-format=short ' . shellescape($WRONG)
  silent make!
  let s:found = filter(getqflist(), 'v:val.valid')
  call s:Check(':make finds the error: ' . string(getqflist()), len(s:found) > 0 && s:found[0].lnum == 3 && s:found[0].col == 3 && s:found[0].type ==# 'e')
catch
  call add(s:failed, v:exception . ' at ' . v:throwpoint)
endtry

call writefile(s:failed, $RESULT)
qall!

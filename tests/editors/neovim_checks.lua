-- What a person does with a spec in Neovim, one thing after another; each waits for its effect.

local failed = 0

local function say(text)
  io.stdout:write(text .. "\n")
end

local function check(what, holds)
  if not vim.wait(20000, holds, 20) then
    failed = failed + 1
  end
  say((holds() and "ok     " or "FAILED ") .. what)
end

local function lines(buffer)
  return table.concat(vim.api.nvim_buf_get_lines(buffer or 0, 0, -1, false), "\n")
end

local function message(code)
  for _, one in ipairs(vim.diagnostic.get(0)) do
    if one.code == code or (one.user_data and one.user_data.lsp and one.user_data.lsp.code == code) then
      return one
    end
  end
end

local function ask(method, more)
  local params = vim.tbl_extend("force", vim.lsp.util.make_position_params(0, "utf-16"), more or {})
  local answers = vim.lsp.buf_request_sync(0, method, params, 20000)
  for _, answer in pairs(answers or {}) do
    return answer.result
  end
end

require("boxwright").setup({ cmd = { vim.env.BOXWRIGHT, "lsp" } })
vim.cmd("edit model.box")
check("a .box file has its type", function() return vim.bo.filetype == "box" end)
check("the message of a wrong word is shown at its line", function()
  local found = message("E0201")
  return found ~= nil and found.lnum == 4
end)

vim.api.nvim_win_set_cursor(0, { 4, 11 })
local hover = ask("textDocument/hover")
check("hover tells what a template takes", function() return hover ~= nil and hover.contents.value:find("web port=80", 1, true) ~= nil end)
vim.lsp.buf.definition()
check("definition opens the file of the template", function() return vim.fn.expand("%:t") == "team.box" end)
vim.cmd("buffer model.box")

vim.api.nvim_win_set_cursor(0, { 4, 10 })
local offered = ask("textDocument/completion")
check("templates are offered", function()
  for _, item in ipairs(offered.items) do
    if item.label == "web" then return true end
  end
  return false
end)

local fixes = ask("textDocument/codeAction", {
  range = { start = { line = 4, character = 3 }, ["end"] = { line = 4, character = 3 } },
  context = { diagnostics = {} },
})
vim.lsp.util.apply_workspace_edit(fixes[1].edit, "utf-16")
check("a fix mends the text", function() return lines():find("\n  healthcheck none\n", 1, true) ~= nil end)
check("and the message goes", function() return message("E0201") == nil end)

if vim.lsp.buf.format then vim.lsp.buf.format() else vim.lsp.buf.formatting_sync() end
check("formatting sets rows in", function() return lines():find("\n  use web port=81\n", 1, true) ~= nil end)

vim.cmd("BoxwrightPreview")
check("the preview is the Dockerfile", function() return vim.bo.filetype == "dockerfile" and lines():find("\nFROM debian:bookworm%-slim") ~= nil end)
check("of the text that is open", function() return lines():find("P=81", 1, true) ~= nil or lines():find('P="81"', 1, true) ~= nil end)

say(failed == 0 and "neovim: all is well" or ("neovim: " .. failed .. " failed"))
vim.cmd(failed == 0 and "qall!" or "cquit 1")

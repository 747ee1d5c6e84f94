-- The client of `boxwright lsp` for Neovim 0.7 and newer.

local M = {}

local options = { cmd = { "boxwright", "lsp" } }
local clients = {} -- by the folder they serve, for a Neovim that does not keep them itself

-- The folder of the repository a file lies in, or the file's own.
local function root_of(file)
  local folder = vim.fn.fnamemodify(file, ":p:h")
  local git = vim.fn.finddir(".git", vim.fn.escape(folder, " ,;") .. ";")
  return git ~= "" and vim.fn.fnamemodify(git, ":p:h:h") or folder
end

local function attach(buffer)
  local root = root_of(vim.api.nvim_buf_get_name(buffer))
  local config = { name = "boxwright", cmd = options.cmd, root_dir = root }
  if vim.lsp.start then
    vim.lsp.start(config, { bufnr = buffer })
    return
  end
  local known = clients[root]
  if not known or not vim.lsp.get_client_by_id(known) then
    clients[root] = vim.lsp.start_client(config)
  end
  vim.lsp.buf_attach_client(buffer, clients[root])
end

-- Shows the Dockerfile of the current spec in a window beside it.
function M.preview()
  local spec = vim.api.nvim_get_current_buf()
  local params = { command = "boxwright.preview", arguments = { vim.uri_from_bufnr(spec) } }
  vim.lsp.buf_request(spec, "workspace/executeCommand", params, function(problem, preview)
    if problem or not preview or preview == vim.NIL then
      vim.notify("boxwright: there is no Dockerfile as long as there are errors", vim.log.levels.WARN)
      return
    end
    vim.cmd("belowright vnew")
    local buffer = vim.api.nvim_get_current_buf()
    vim.api.nvim_buf_set_lines(buffer, 0, -1, false, vim.split(preview.text, "\n"))
    for name, value in pairs({ buftype = "nofile", bufhidden = "wipe", swapfile = false, filetype = "dockerfile" }) do
      vim.api.nvim_buf_set_option(buffer, name, value)
    end
    vim.api.nvim_buf_set_option(buffer, "modifiable", false)
  end)
end

-- Starts the server for every spec that is opened from now on. `cmd`: the server's words.
function M.setup(wanted)
  options = vim.tbl_extend("force", options, wanted or {})
  local group = vim.api.nvim_create_augroup("boxwright", { clear = true })
  vim.api.nvim_create_autocmd("FileType", {
    group = group,
    pattern = "box",
    callback = function(event)
      attach(event.buf)
    end,
  })
  vim.api.nvim_create_user_command("BoxwrightPreview", M.preview, { desc = "Show the Dockerfile of this spec" })
end

return M

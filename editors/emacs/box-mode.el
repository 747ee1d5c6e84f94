;;; box-mode.el --- Specs of Boxwright -*- lexical-binding: t -*-

;; Package-Requires: ((emacs "26.1"))
;; Keywords: languages, tools

;;; Commentary:

;; A major mode for `.box' files.  Where eglot is there, `M-x eglot' starts `boxwright lsp'.
;; What words there are is said by grammar/keywords.def: the lines between `names:' and `end of names' are those of
;; `boxwright grammar --for=emacs'.

;;; Code:

(defgroup box nil
  "Specs of Boxwright."
  :group 'languages)

(defcustom box-program "boxwright"
  "The compiler, which is the language server, too."
  :type 'string)

;; names: statements
(defconst box-statements
  '(
    "allow" "apk" "append" "apply" "apt" "apt-repo" "arg" "authors" "base" "cache" "cap" "certificates" "check"
    "cmd" "conda" "conform" "copy" "cpus" "deb" "delete" "deny" "description" "dialect" "dir" "dnf" "docker"
    "dockerfile" "else" "entrypoint" "env" "env-file" "expose" "fail" "fetch" "file" "from" "git" "gpus"
    "healthcheck" "ignore" "image" "import" "ipc" "label" "language" "launch" "licenses" "link" "locale" "lookup"
    "memory" "mount" "network" "npm" "param" "patch" "pick" "pip" "platforms" "policy" "port" "project" "push"
    "python" "registry" "remove" "replace" "require-label" "restart" "run" "secret" "shell" "shm-size" "source"
    "stage" "stopsignal" "template" "timezone" "title" "tmpfs" "ulimit" "unpack" "use" "user" "variants" "version"
    "volume" "weights" "when" "workdir" "wrapper" "writable"
    ))
;; end of names
;; names: options
(defconst box-options
  '(
    "append" "at" "bake" "build" "cache" "channels" "components" "conda" "constraint" "default" "depth" "detach"
    "dev" "editable" "env" "exclude" "extra-index" "extras" "file" "find-links" "from" "gid" "groups" "hold" "home"
    "in" "include" "index" "inside" "installer" "interval" "keep" "keep-git" "key" "lfs" "like" "lock" "md5"
    "min-size" "mode" "mount" "name" "network" "no-build-isolation" "no-deps" "no-dev" "on-build" "optional"
    "override" "overwrite" "owner" "platform" "pre" "prepend" "reads" "recommends" "regex" "registry" "remove"
    "replace" "requirements" "retries" "rev" "reverse" "ro" "rw" "secret" "secret-env" "sha256" "sha512" "snapshot"
    "ssh" "stable" "start-period" "strip" "submodules" "suite" "system-packages" "tag" "timeout" "times" "uid"
    "unpack" "user" "venv" "volatile" "writes"
    ))
;; end of names
;; names: running shell
(defconst box-shell-statements
  '(
    "check" "healthcheck" "run" "weights" "wrapper"
    ))
;; end of names

(defvar box-mode-syntax-table
  (let ((table (make-syntax-table)))
    (modify-syntax-entry ?- "_" table)
    (modify-syntax-entry ?_ "_" table)
    (modify-syntax-entry ?\" "\"" table)
    (modify-syntax-entry ?# "." table)
    (modify-syntax-entry ?\n ">" table)
    table)
  "Of specs.")

(defun box--propertize (start end)
  "Say which `#' begin comments and which quotes a string, between START and END."
  (goto-char start)
  (funcall
   (syntax-propertize-rules
    ;; Only behind a blank, or where a line begins.
    ("\\(?:^\\|[ \t]\\)\\(#\\)" (1 (unless (nth 3 (save-excursion (syntax-ppss (match-beginning 1)))) (string-to-syntax "<"))))
    ;; The first and the last quote of a fence are those of a string.
    ("\"\"\"" (0 (ignore (box--propertize-fence)))))
   (point) end))

(defun box--propertize-fence ()
  "Make a string of what stands between two fences."
  (let* ((begin (- (point) 3))
         (state (save-excursion (syntax-ppss begin)))
         (inside (nth 3 state)))
    (cond ((nth 4 state))
          ((eq inside t) (put-text-property (1- (point)) (point) 'syntax-table (string-to-syntax "|"))
           (put-text-property begin (1- (point)) 'syntax-table (string-to-syntax ".")))
          ((not inside) (put-text-property begin (1+ begin) 'syntax-table (string-to-syntax "|"))
           (put-text-property (1+ begin) (point) 'syntax-table (string-to-syntax "."))))))

(defconst box-font-lock-keywords
  `((,(concat "\\(?:^\\|[{;]\\)[ \t]*\\(" (regexp-opt box-statements) "\\)\\_>") 1 font-lock-keyword-face)
    (,(concat "[(, \t]\\(" (regexp-opt box-options) "\\)\\(?:=\\|[,)]\\)") 1 font-lock-variable-name-face)
    ("\\(?:^\\|[^$]\\)\\(\\${[^}\n]*}\\)" 1 font-lock-constant-face prepend)
    ("[ \t]\\(->\\)[ \t]" 1 font-lock-builtin-face))
  "What is coloured in specs.")

(defun box-indent-line ()
  "Set the line in as `boxwright fmt' does."
  (interactive)
  (let* ((depth (save-excursion
                  (back-to-indentation)
                  (let ((depth (nth 0 (syntax-ppss))))
                    (if (looking-at "[])}]") (1- depth) depth))))
         (column (* 2 (max 0 depth))))
    (unless (nth 3 (save-excursion (syntax-ppss (line-beginning-position))))
      (if (<= (current-column) (current-indentation))
          (indent-line-to column)
        (save-excursion (indent-line-to column))))))

;;;###autoload
(define-derived-mode box-mode prog-mode "Box"
  "Major mode for specs of Boxwright."
  (setq-local comment-start "# ")
  (setq-local comment-end "")
  (setq-local comment-start-skip "#+[ \t]*")
  (setq-local indent-line-function #'box-indent-line)
  (setq-local indent-tabs-mode nil)
  (setq-local syntax-propertize-function #'box--propertize)
  (setq-local font-lock-defaults '(box-font-lock-keywords))
  (setq-local compile-command (concat box-program " check --message-format=short")))

;;;###autoload
(add-to-list 'auto-mode-alist '("\\.box\\'" . box-mode))

(defvar eglot-server-programs)
(with-eval-after-load 'eglot
  (add-to-list 'eglot-server-programs `(box-mode . (,box-program "lsp"))))

(provide 'box-mode)

;;; box-mode.el ends here

// Rule `unchecked-download`: curl that takes the page of an error for the file. Without `--fail` it ends well whatever
// the server answers.
#include "compiler/lint/commands.hpp"
#include "compiler/lint/rules.hpp"

namespace boxwright::lint {

void unchecked_download(Subject& subject) {
  for (const ShellText& text : subject.texts()) {
    for (const Call& call : calls_in(text.script)) {
      if (call.program != "curl" || call.has_option("--fail", 'f') || call.has_option("--fail-with-body") ||
          call.has_option("--version", 'V') || call.has_option("--head", 'I'))
        continue;
      std::string url = "the file";
      for (const shell::Word& word : call.words)
        if (word.text.find("://") != std::string::npos) url = word.text;
      const Span place = subject.place(text, *call.command);
      if (subject.waived("unchecked-download", url, place)) continue;
      subject.report(diag::UncheckedDownload, place, url)
          .note("write `curl --fail …`, or `fetch URL -> /path`, which also checks its sum");
    }
  }
}

}  // namespace boxwright::lint

// Rule `unchecked-download`: curl that takes the page of an error for the file. Without `--fail` it ends well whatever
// the server answers.
#include <algorithm>

#include "compiler/lint/commands.hpp"
#include "compiler/lint/rules.hpp"
#include "compiler/lint/subject.hpp"

namespace boxwright::lint {

namespace {

/// A page of an error does not have the sum, nor the signature.
bool compares_a_sum(const Call& call) {
  return call.program.ends_with("sum") || (call.program == "gpg" && call.has("--verify"));
}

}  // namespace

void unchecked_download(Subject& subject) {
  for (const ShellText& text : subject.texts()) {
    const std::vector<Call> calls = text.calls;
    if (std::any_of(calls.begin(), calls.end(), compares_a_sum)) continue;
    for (const Call& call : calls) {
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

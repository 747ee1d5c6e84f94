// GitLab's Code Quality report (docs.gitlab.com/ci/testing/code_quality): an array of findings, each with a fingerprint
// by which it is known again in the next report.

#include <nlohmann/json.hpp>

#include "compiler/base/paths.hpp"
#include "compiler/base/render.hpp"
#include "compiler/base/sha256.hpp"
#include "compiler/driver/documents.hpp"

namespace boxwright::driver {

namespace {

using Json = nlohmann::ordered_json;

std::string_view severity_of(Severity severity) {
  switch (severity) {
    case Severity::error:
      return "critical";
    case Severity::warning:
      return "minor";
    case Severity::note:
    case Severity::remark:
      return "info";
  }
  return "critical";
}

Json entry(const std::string& description, std::string_view check, const std::string& fingerprint,
           std::string_view severity, const Region& place) {
  Json result;
  result["description"] = description;
  result["check_name"] = check;
  result["fingerprint"] = fingerprint;
  result["severity"] = severity;
  result["location"]["path"] = paths::normal(place.file);
  result["location"]["lines"]["begin"] = place.begin.line;
  return result;
}

}  // namespace

std::string gitlab(const Findings& findings, const std::string& spec) {
  Json document = Json::array();
  for (const Finding& finding : findings.all()) {
    const Diagnostic& diagnostic = finding.diagnostic;
    document.push_back(entry(sentence(diagnostic), diagnostic.code, finding.fingerprint,
                             severity_of(diagnostic.severity), finding.place));
  }
  Region whole;
  whole.file = spec;
  for (const std::string& reason : findings.failures())
    document.push_back(entry(reason, "boxwright", sha256(spec + "\n" + reason), "blocker", whole));
  return render::safe_json(document.dump(2, ' ', false, Json::error_handler_t::replace)) + "\n";
}

}  // namespace boxwright::driver

#pragma once

#include <string_view>
#include <vector>

#include "compiler/verify/read_dockerfile.hpp"

namespace boxwright::verify {

/// The here-documents that the line of an instruction announces, as BuildKit finds them: words that begin with `<<`
/// outside of quotes. Their texts are still to be read; that of `<<-END` is `-` until then.
std::vector<HereDocument> announced_documents(std::string_view line);

}  // namespace boxwright::verify

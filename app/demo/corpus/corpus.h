// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/corpus/manualfile.h"
#include "app/demo/corpus/section.h"
#include "core/base/result.h"

#include <cstddef>
#include <filesystem>
#include <span>
#include <string_view>
#include <vector>

namespace spanwise::demo {

/// All documents that the pipeline can find. Immutable once built; any thread may read.
///
/// A document is addressed by its index, which stays the same for the life of the corpus.
class Corpus
{
public:
    /// Text before the first `##` of a page belongs to no section and is left out, as are sections without
    /// text.
    static Corpus fromFiles(std::span<const ManualFile> files);
    /// Every *.md file of a folder, by name. Fails when the folder cannot be read or holds no section.
    static Result<Corpus> fromDirectory(const std::filesystem::path &directory);

    std::size_t size() const noexcept { return m_sections.size(); }
    const Section &operator[](std::size_t index) const { return m_sections[index]; }
    std::span<const Section> sections() const noexcept { return m_sections; }

private:
    void addPage(std::string_view fileName, std::string_view text);

    std::vector<Section> m_sections;
};

} // namespace spanwise::demo

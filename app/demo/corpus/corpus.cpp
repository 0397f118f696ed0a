// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/corpus/corpus.h"

#include "app/demo/text/terms.h"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <string>
#include <system_error>

namespace spanwise::demo {
namespace {

std::string slugOf(std::string_view title)
{
    std::string slug;
    for (const std::string &word : wordsOf(title)) {
        if (!slug.empty())
            slug.push_back('-');
        slug.append(word);
    }
    return slug;
}

std::string trimmed(std::string text)
{
    const auto first = text.find_first_not_of(" \n\r\t");
    if (first == std::string::npos)
        return {};
    return text.substr(first, text.find_last_not_of(" \n\r\t") - first + 1);
}

} // namespace

Corpus Corpus::fromFiles(std::span<const ManualFile> files)
{
    Corpus corpus;
    for (const ManualFile &file : files)
        corpus.addPage(file.name, file.text);
    return corpus;
}

Result<Corpus> Corpus::fromDirectory(const std::filesystem::path &directory)
{
    std::error_code failure;
    std::vector<std::filesystem::path> paths;
    for (std::filesystem::directory_iterator it(directory, failure), end; !failure && it != end;
         it.increment(failure)) {
        if (it->path().extension() == ".md")
            paths.push_back(it->path());
    }
    if (failure)
        return Error{Error::Code::Io, "The manual in " + directory.string() +
                                          " cannot be read: " + failure.message() +
                                          ". Name a folder of Markdown files with --manual."};
    std::sort(paths.begin(), paths.end());
    Corpus corpus;
    for (const auto &path : paths) {
        std::ifstream in(path, std::ios::binary);
        std::stringstream text;
        text << in.rdbuf();
        if (!in)
            return Error{Error::Code::Io,
                         "The page " + path.string() + " cannot be read. Check its permissions."};
        corpus.addPage(path.filename().string(), text.str());
    }
    if (corpus.size() == 0)
        return Error{Error::Code::NotFound,
                     "The folder " + directory.string() +
                         " holds no Markdown page with a '## ' section, so there is nothing"
                         " to search. Name another one with --manual."};
    return corpus;
}

void Corpus::addPage(std::string_view fileName, std::string_view text)
{
    std::string page(fileName.substr(0, fileName.rfind('.')));
    Section *current = nullptr;
    bool inFence = false;
    std::istringstream lines{std::string(text)};
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("```"))
            inFence = !inFence;
        if (!inFence && line.starts_with("# ")) {
            page = trimmed(line.substr(2));
        } else if (!inFence && line.starts_with("## ")) {
            const std::string title = trimmed(line.substr(3));
            m_sections.push_back({"manual/" + std::string(fileName) + "#" + slugOf(title), page, title, {}});
            current = &m_sections.back();
        } else if (current != nullptr) {
            current->content.append(line).push_back('\n');
        }
    }
    for (Section &section : m_sections)
        section.content = trimmed(std::move(section.content));
    std::erase_if(m_sections, [](const Section &section) { return section.content.empty(); });
}

} // namespace spanwise::demo

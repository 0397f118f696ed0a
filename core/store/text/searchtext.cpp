// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/text/searchtext.h"

#include <QString>
#include <QStringList>

#include <algorithm>

namespace spanwise {
namespace {

bool isAscii(std::string_view text)
{
    return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

} // namespace

std::string folded(std::string_view text)
{
    if (isAscii(text)) {
        std::string lower(text);
        std::ranges::transform(lower, lower.begin(), [](char c) {
            return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        });
        return lower;
    }
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size())).toCaseFolded().toStdString();
}

std::vector<std::string> searchWords(std::string_view text)
{
    const QString all = QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size())).toCaseFolded().simplified();
    std::vector<std::string> words;
    for (const QString &word : all.split(QChar(u' '), Qt::SkipEmptyParts))
        words.push_back(word.toStdString());
    return words;
}

std::string traceIdPrefix(std::string_view word)
{
    const bool hex = word.size() >= 4 && word.size() <= 32 && std::ranges::all_of(word, [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    });
    return hex ? std::string(word) : std::string();
}

std::string searchableText(std::string_view question, std::string_view answer, std::string_view rootName)
{
    std::string text = folded(question);
    for (const std::string_view part : {answer, rootName}) {
        text += '\n';
        text += folded(part);
    }
    return text;
}

std::pair<TraceId, TraceId> idRange(const std::string &hexPrefix)
{
    const std::size_t missing = 2 * TraceId::byteCount - std::min(hexPrefix.size(), 2 * TraceId::byteCount);
    return {TraceId::fromHex(hexPrefix + std::string(missing, '0')).value_or(TraceId{}),
            TraceId::fromHex(hexPrefix + std::string(missing, 'f')).value_or(TraceId{})};
}

} // namespace spanwise

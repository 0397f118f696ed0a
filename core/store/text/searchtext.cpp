// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/text/searchtext.h"

#include <QString>
#include <QStringList>

#include <algorithm>

namespace spanwise {
namespace {

/// More pieces of one word do not narrow the candidates any further worth their cost.
constexpr std::size_t maxTrigrams = 24;

bool isAscii(std::string_view text)
{
    return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::vector<std::string_view> codePoints(std::string_view text)
{
    std::vector<std::string_view> points;
    for (std::size_t at = 0; at < text.size();) {
        std::size_t size = 1;
        while (at + size < text.size() && (static_cast<unsigned char>(text[at + size]) & 0xc0U) == 0x80U)
            ++size;
        points.push_back(text.substr(at, size));
        at += size;
    }
    return points;
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

std::string trigramExpression(const std::vector<std::string> &words)
{
    std::string expression;
    for (const std::string &word : words) {
        const auto points = codePoints(word);
        const std::size_t count = points.size() < 3 ? 0 : std::min(points.size() - 2, maxTrigrams);
        for (std::size_t i = 0; i < count; ++i) {
            std::string piece;
            for (std::size_t j = i; j < i + 3; ++j)
                piece += points[j] == "\"" ? std::string("\"\"") : std::string(points[j]);
            if (piece.find('\0') != std::string::npos)
                continue; // would end the expression; the row comparison still sees it
            expression += (expression.empty() ? "\"" : " AND \"") + piece + '"';
        }
    }
    return expression;
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

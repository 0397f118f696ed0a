// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/replay/bodytemplate.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QString>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

namespace spanwise {
namespace {

constexpr std::string_view queryPlace = "{{query}}";
constexpr std::string_view contextPlace = "{{context}}";

/// Where a stretch of the result came from.
struct Piece
{
    qsizetype outputBegin;
    std::size_t templateBegin;
    bool isPlace; ///< filled in: every byte of it stands for templateBegin
};

QByteArray jsonString(const std::string &text)
{
    // QJsonDocument writes only arrays and objects; the brackets come off again.
    const QJsonArray wrapped{QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()))};
    const QByteArray json = QJsonDocument(wrapped).toJson(QJsonDocument::Compact);
    return json.mid(1, json.size() - 2);
}

Result<QByteArray> contextObject(const SavedQuery &query)
{
    const QByteArray text = QByteArray::fromStdString(query.context).trimmed();
    if (text.isEmpty() || text == "null")
        return QByteArray("{}");
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(text, &error);
    if (!document.isObject())
        return Error{Error::Code::InvalidInput,
                     "The context saved with this query is not a JSON object, so it cannot be sent again" +
                         (error.error == QJsonParseError::NoError
                              ? std::string(".")
                              : " (" + error.errorString().toStdString() + " at byte " +
                                    std::to_string(error.offset) + ").")};
    return text;
}

std::string lineAndColumn(std::string_view text, std::size_t offset)
{
    const std::string_view before = text.substr(0, std::min(offset, text.size()));
    const auto line = std::ranges::count(before, '\n') + 1;
    const std::size_t lineBegin = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
    return "line " + std::to_string(line) + ", column " + std::to_string(before.size() - lineBegin + 1);
}

class Expansion
{
public:
    Expansion(std::string_view bodyTemplate, const QByteArray &question, const QByteArray &context)
        : m_template(bodyTemplate)
    {
        std::size_t at = 0;
        while (at < bodyTemplate.size()) {
            const std::size_t place =
                std::min(bodyTemplate.find(queryPlace, at), bodyTemplate.find(contextPlace, at));
            const std::string_view literal =
                bodyTemplate.substr(at, place == std::string_view::npos ? place : place - at);
            append({m_output.size(), at, false}, literal);
            if (place == std::string_view::npos)
                break;
            const bool isQuery = bodyTemplate.substr(place).starts_with(queryPlace);
            const QByteArray &value = isQuery ? question : context;
            append({m_output.size(), place, true},
                   {value.constData(), static_cast<std::size_t>(value.size())});
            at = place + (isQuery ? queryPlace : contextPlace).size();
        }
    }

    Result<QByteArray> checked() const
    {
        if (m_output.trimmed().isEmpty())
            return Error{Error::Code::InvalidInput,
                         "The body template of the replay target is empty. Set it under Settings, Replay."};
        // In an array, so that a template may also be a single string or number.
        QJsonParseError error;
        const QJsonDocument document = QJsonDocument::fromJson(QByteArray("[" + m_output + "]"), &error);
        if (error.error == QJsonParseError::NoError && document.array().size() == 1)
            return m_output;
        const bool several = error.error == QJsonParseError::NoError;
        const std::size_t offset = templateOffset(several ? m_output.size() : error.offset - 1);
        const std::string reason = several ? "more than one value" : error.errorString().toStdString();
        return Error{Error::Code::InvalidInput,
                     "The body template of the replay target does not give JSON: " + reason + " at " +
                         lineAndColumn(m_template, offset) + "." + quoteHint() +
                         " Correct it under Settings, Replay."};
    }

private:
    void append(Piece piece, std::string_view text)
    {
        m_pieces.push_back(piece);
        m_output.append(text.data(), static_cast<qsizetype>(text.size()));
    }

    std::size_t templateOffset(qsizetype output) const
    {
        const qsizetype within = std::clamp<qsizetype>(output, 0, m_output.size());
        const auto after = std::ranges::upper_bound(m_pieces, within, {}, &Piece::outputBegin);
        if (after == m_pieces.begin())
            return 0;
        const Piece &piece = *std::prev(after);
        return piece.templateBegin +
               (piece.isPlace ? 0 : static_cast<std::size_t>(within - piece.outputBegin));
    }

    std::string quoteHint() const
    {
        return m_template.find("\"{{query}}\"") == std::string_view::npos
                   ? std::string()
                   : " {{query}} brings its own quotation marks.";
    }

    std::string_view m_template;
    std::vector<Piece> m_pieces;
    QByteArray m_output;
};

} // namespace

Result<QByteArray> expandTemplate(std::string_view bodyTemplate, const SavedQuery &query)
{
    const Result<QByteArray> context = contextObject(query);
    if (!context)
        return context.error();
    return Expansion(bodyTemplate, jsonString(query.question), *context).checked();
}

} // namespace spanwise

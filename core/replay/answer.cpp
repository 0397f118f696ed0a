// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/replay/answer.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QJsonValue>
#include <QString>

#include <array>

namespace spanwise {
namespace {

constexpr int maxDepth = 6;
constexpr std::array answerKeys{
    QLatin1String("answer"),         QLatin1String("output"),  QLatin1String("response"),
    QLatin1String("result"),         QLatin1String("text"),    QLatin1String("completion"),
    QLatin1String("message"),        QLatin1String("content"), QLatin1String("output_text"),
    QLatin1String("generated_text"),
};

std::optional<std::string> textOf(const QJsonValue &value, int depth);

/// [{"type": "text", "text": "..."}, ...]: the parts of one message, put together.
std::optional<std::string> textOfParts(const QJsonArray &parts)
{
    std::string text;
    for (const QJsonValue &part : parts) {
        if (!part[QLatin1String("text")].isString())
            return std::nullopt;
        text += part[QLatin1String("text")].toString().toStdString();
    }
    return parts.isEmpty() ? std::nullopt : std::optional(std::move(text));
}

std::optional<std::string> textOf(const QJsonObject &object, int depth)
{
    const QJsonValue choice = object[QLatin1String("choices")][0];
    if (choice.isObject())
        return textOf(choice, depth);
    for (const QLatin1String key : answerKeys)
        if (const auto found = object.constFind(key); found != object.constEnd())
            if (auto text = textOf(*found, depth))
                return text;
    return std::nullopt;
}

std::optional<std::string> textOf(const QJsonValue &value, int depth)
{
    if (value.isString())
        return value.toString().toStdString();
    if (depth >= maxDepth)
        return std::nullopt;
    if (value.isArray()) {
        const QJsonArray array = value.toArray();
        if (auto parts = textOfParts(array))
            return parts;
        return textOf(array.first(), depth + 1);
    }
    return value.isObject() ? textOf(value.toObject(), depth + 1) : std::nullopt;
}

} // namespace

std::optional<std::string> answerIn(const QByteArray &body, const QByteArray &contentType)
{
    // In an array, because a whole body may also be a single JSON string.
    const QJsonDocument document = QJsonDocument::fromJson(QByteArray("[" + body + "]"));
    if (document.isArray() && document.array().size() == 1)
        return textOf(document.array().first(), 0);
    const QByteArray type = contentType.toLower();
    if (type.startsWith("text/") && !type.startsWith("text/html") && !body.trimmed().isEmpty())
        return QString::fromUtf8(body).toStdString();
    return std::nullopt;
}

} // namespace spanwise

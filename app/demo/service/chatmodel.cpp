// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/service/chatmodel.h"

#include "app/demo/text/terms.h"

#include <nlohmann/json.hpp>

#include <QByteArray>
#include <QEventLoop>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QNetworkRequest>
#include <QUrl>

#include <utility>

namespace spanwise::demo {
namespace {

using Json = nlohmann::json;
using namespace std::string_literals;

Error unanswered(const ChatModelOptions &options, const QNetworkReply &reply)
{
    const int status = reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    const std::string where = "The model at " + options.url;
    if (status >= 400)
        return {Error::Code::Io, where + " answered with status " + std::to_string(status) +
                                     ". Check the model's name, the key and the address."};
    return {Error::Code::Unreachable,
            where + " cannot be reached: " + reply.errorString().toStdString() + "."};
}

} // namespace

Result<std::unique_ptr<ChatModel>> ChatModel::create(ChatModelOptions options)
{
    const QUrl url(QString::fromStdString(options.url), QUrl::StrictMode);
    const bool isHttp = url.scheme() == QLatin1String("http") || url.scheme() == QLatin1String("https");
    if (!url.isValid() || !isHttp || url.host().isEmpty())
        return Error{Error::Code::InvalidInput, "'" + options.url +
                                                    "' is not the address of a model. Write for example"
                                                    " http://127.0.0.1:11434/v1."};
    while (options.url.ends_with('/'))
        options.url.pop_back();
    return std::unique_ptr<ChatModel>(new ChatModel(std::move(options)));
}

ChatModel::ChatModel(ChatModelOptions options)
    : m_options(std::move(options))
{
}

Result<Completion> ChatModel::generate(const Prompt &prompt) const
{
    QNetworkAccessManager network; // of this thread
    network.setTransferTimeout(static_cast<int>(m_options.timeout.count()));
    QNetworkRequest request(QUrl(QString::fromStdString(m_options.url + "/chat/completions")));
    request.setHeader(QNetworkRequest::ContentTypeHeader, QByteArray("application/json"));
    if (!m_options.key.empty())
        request.setRawHeader("Authorization", QByteArray::fromStdString("Bearer " + m_options.key));
    const std::unique_ptr<QNetworkReply> reply(
        network.post(request, QByteArray::fromStdString(requestBody(prompt, m_options.model))));
    QEventLoop loop;
    QObject::connect(reply.get(), &QNetworkReply::finished, &loop, &QEventLoop::quit);
    if (!reply->isFinished())
        loop.exec();
    if (reply->error() != QNetworkReply::NoError)
        return unanswered(m_options, *reply);
    return completionIn(reply->readAll().toStdString(), prompt);
}

std::string ChatModel::requestBody(const Prompt &prompt, const std::string &model)
{
    const Json body{{"model", model},
                    {"temperature", 0},
                    {"messages",
                     {{{"role", "system"}, {"content", prompt.systemMessage()}},
                      {{"role", "user"}, {"content", prompt.userMessage()}}}}};
    return body.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Result<Completion> ChatModel::completionIn(const std::string &body, const Prompt &prompt)
{
    try {
        const Json root = Json::parse(body);
        const Json &choice = root.at("choices").at(0);
        Completion completion;
        completion.text = choice.at("message").at("content").get<std::string>();
        if (const auto reason = choice.find("finish_reason"); reason != choice.end() && reason->is_string())
            completion.finishReason = reason->get<std::string>();
        completion.promptTokens = tokenCount(prompt.systemMessage()) + tokenCount(prompt.userMessage());
        completion.completionTokens = tokenCount(completion.text);
        if (const auto usage = root.find("usage"); usage != root.end() && usage->is_object()) {
            completion.promptTokens = usage->value("prompt_tokens", completion.promptTokens);
            completion.completionTokens = usage->value("completion_tokens", completion.completionTokens);
        }
        return completion;
    } catch (const Json::exception &problem) {
        return Error{Error::Code::InvalidInput,
                     "The model's answer is not understood: "s + problem.what() + "."};
    }
}

} // namespace spanwise::demo

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/settingscheck.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QUrl>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("spanwise::SettingsPage", text);
}

} // namespace

QString problemOfAddress(const QString &address, bool hasToken)
{
    const qsizetype colon = address.lastIndexOf(u':');
    bool isNumber = false;
    const int port = colon < 0 ? 0 : address.mid(colon + 1).toInt(&isNumber);
    QString host = address.left(colon);
    if (host.startsWith(u'[') && host.endsWith(u']'))
        host = host.mid(1, host.size() - 2);
    if (colon <= 0 || host.isEmpty())
        return tr("Write it as HOST:PORT, for example 127.0.0.1:4318.");
    if (!isNumber || port < 1 || port > 65535)
        return tr("The port is a number from 1 to 65535.");
    static const QRegularExpression loopback(u"^(localhost|::1|127(\\.\\d{1,3}){3})$"_s);
    if (!hasToken && !loopback.match(host).hasMatch())
        return tr("Other machines could send there, which needs a token: make one below, or write 127.0.0.1, "
                  "::1 or "
                  "localhost.");
    return {};
}

QString problemOfOrigin(const QString &origin)
{
    static const QRegularExpression shape(u"^(\\*|[A-Za-z][A-Za-z0-9+.-]*://[^\\s/?#@*]+)$"_s);
    if (shape.match(origin).hasMatch())
        return {};
    return tr("\"%1\" is not an origin. Write scheme, host and port as the browser's address bar begins, for "
              "example "
              "http://localhost:3000, or * for every page.")
        .arg(origin.left(100));
}

QString problemOfStore(const QString &address)
{
    if (address.isEmpty())
        return {};
    const QUrl parsed(address, QUrl::StrictMode);
    if (!parsed.isValid() || (parsed.scheme() != "postgres"_L1 && parsed.scheme() != "postgresql"_L1) ||
        parsed.path().size() < 2)
        return tr("Write it as postgres://user@host/database, or leave it empty.");
    if (!parsed.password().isEmpty())
        return tr("Leave the password out: settings are no place for it. Put it into ~/.pgpass, or type it "
                  "when Spanwise asks.");
    return {};
}

QString problemOfTargetUrl(const QString &url)
{
    const QUrl parsed(url, QUrl::StrictMode);
    if (!parsed.isValid() || parsed.host().isEmpty() ||
        (parsed.scheme() != "http"_L1 && parsed.scheme() != "https"_L1))
        return tr("Write a whole address, for example http://127.0.0.1:18080/query.");
    return {};
}

QString problemOfBodyTemplate(const QString &text)
{
    if (text.trimmed().isEmpty())
        return tr("Without a body the question is never sent. The simplest is {\"query\": {{query}}}.");
    // Stand-ins as long as what they stand for, so that the parser's offset is that of the template.
    QString sample = text;
    sample.replace("{{query}}"_L1, "\"       \""_L1);
    sample.replace("{{context}}"_L1, "{         }"_L1);
    const QByteArray bytes = sample.toUtf8();
    QJsonParseError error;
    QJsonDocument::fromJson(bytes, &error);
    if (error.error != QJsonParseError::NoError) {
        const QString before = QString::fromUtf8(bytes.left(error.offset));
        const auto line = before.count(u'\n') + 1;
        const auto column = before.size() - before.lastIndexOf(u'\n');
        return tr("Line %1, column %2: this is not JSON (%3). {{query}} is replaced with its quotes.")
            .arg(line)
            .arg(column)
            .arg(error.errorString());
    }
    if (!text.contains("{{query}}"_L1))
        return tr("The question is never sent: {{query}} does not occur.");
    return {};
}

QString problemOfHeader(const QString &name, const QString &value)
{
    static const QRegularExpression token(u"^[!#$%&'*+.^_`|~0-9A-Za-z-]+$"_s);
    if (!token.match(name).hasMatch())
        return name.isEmpty() ? tr("A header has no name.")
                              : tr("\"%1\" cannot be the name of a header.").arg(name);
    if (value.contains(u'\n') || value.contains(u'\r'))
        return tr("The value of the header \"%1\" has a line break.").arg(name);
    return {};
}

} // namespace spanwise

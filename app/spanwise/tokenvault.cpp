// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/spanwise/tokenvault.h"

#include <QDir>
#include <QFile>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

const QString secretName = u"listener tokens"_s;

QStringList tokensIn(const QString &text)
{
    return text.split(u'\n', Qt::SkipEmptyParts);
}

} // namespace

TokenVault::TokenVault(const QString &directory, SettingsFile &settings, QObject *parent)
    : TokenControl(parent)
    , m_settings(settings)
    , m_file(directory % "/tokens.json"_L1)
    , m_keychain(QDir(directory).absolutePath())
{
}

void TokenVault::load(std::function<void()> ready)
{
    const TokenPlace place = m_given ? TokenPlace::None : m_settings.current().tokenPlace;
    const auto take = [this](const Result<QString> &text) {
        if (text)
            return become(tokensIn(*text));
        m_access->close(); // a token was asked for: nobody is admitted without
        report(tr("The tokens cannot be read, so senders are refused: %1")
                   .arg(QString::fromStdString(text.error().message)));
    };
    switch (place) {
    case TokenPlace::None:
        break;
    case TokenPlace::File:
        take(m_file.readNow(secretName));
        break;
    case TokenPlace::SecretStore:
        m_keychain.read(secretName, [take, ready = std::move(ready)](const Result<QString> &text) {
            take(text);
            ready();
        });
        return;
    }
    ready();
}

void TokenVault::use(std::vector<std::string> given)
{
    m_given = true;
    QStringList tokens;
    for (const std::string &token : given)
        tokens.append(QString::fromStdString(token));
    become(tokens);
}

QString TokenVault::place() const
{
    if (m_given)
        return tr("Given when Spanwise was started; kept nowhere.");
    switch (m_settings.current().tokenPlace) {
    case TokenPlace::None:
        return tr("Kept in the system's secret store, or where there is none in %1.").arg(m_file.file());
    case TokenPlace::File:
        return tr("Kept in %1, which only you may read: this system has no secret store.").arg(m_file.file());
    case TokenPlace::SecretStore:
        return tr("Kept in the system's secret store.");
    }
    return {};
}

void TokenVault::rotate()
{
    QStringList next{QString::fromStdString(AccessTokens::generate())};
    if (!m_tokens.isEmpty())
        next.append(m_tokens.constFirst());
    become(next);
    keep();
}

void TokenVault::removeOlder()
{
    become(m_tokens.mid(0, 1));
    keep();
}

void TokenVault::removeAll()
{
    become({});
    keep();
}

void TokenVault::become(const QStringList &tokens)
{
    m_tokens = tokens;
    std::vector<std::string> texts;
    for (const QString &token : tokens)
        texts.push_back(token.toStdString());
    m_access->set(std::move(texts));
    m_problem.clear();
    Q_EMIT tokensChanged();
}

/// In the secret store; where that fails, in the file. What is not needed any more is removed from both.
void TokenVault::keep()
{
    if (m_given)
        return;
    m_keychain.write(secretName, m_tokens.join(u'\n'), [this](const Status &written) {
        if (!written)
            return keepInFile();
        if (m_settings.current().tokenPlace == TokenPlace::File) {
            if (const Status removed = m_file.writeNow(secretName, {}); !removed)
                report(QString::fromStdString(removed.error().message));
        }
        remember(m_tokens.isEmpty() ? TokenPlace::None : TokenPlace::SecretStore);
    });
}

void TokenVault::keepInFile()
{
    if (const Status written = m_file.writeNow(secretName, m_tokens.join(u'\n')); !written)
        return report(tr("The token is in force but could not be kept: %1")
                          .arg(QString::fromStdString(written.error().message)));
    remember(m_tokens.isEmpty() ? TokenPlace::None : TokenPlace::File);
}

void TokenVault::remember(TokenPlace place)
{
    Settings settings = m_settings.current();
    if (settings.tokenPlace != place) {
        settings.tokenPlace = place;
        if (const Status saved = m_settings.save(settings); !saved)
            return report(QString::fromStdString(saved.error().message));
    }
    Q_EMIT tokensChanged();
}

void TokenVault::report(const QString &problem)
{
    m_problem = problem;
    Q_EMIT tokensChanged();
}

Result<std::vector<std::string>> givenTokens(const QString &file)
{
    QString text = qEnvironmentVariable("SPANWISE_TOKEN").replace(u',', u'\n');
    QString source = u"SPANWISE_TOKEN"_s;
    if (!file.isEmpty()) {
        QFile stored(file);
        if (!stored.open(QIODevice::ReadOnly))
            return Error{Error::Code::InvalidInput,
                         QString(file % u": "_s % stored.errorString()).toStdString()};
        if (stored.permissions() & (QFile::ReadGroup | QFile::ReadOther))
            return Error{
                Error::Code::InvalidInput,
                QString(
                    file %
                    u": other users may read the tokens in it. Allow it for yourself alone (chmod 600)."_s)
                    .toStdString()};
        text = QString::fromUtf8(stored.read(16'384));
        source = file;
    }
    std::vector<std::string> tokens;
    for (const QString &line : tokensIn(text)) {
        const std::string token = line.trimmed().toStdString();
        if (token.empty())
            continue;
        if (const std::string problem = AccessTokens::problemOf(token); !problem.empty())
            return Error{Error::Code::InvalidInput, source.toStdString() + ": " + problem};
        tokens.push_back(token);
    }
    if (tokens.size() > AccessTokens::maxTokens || (tokens.empty() && !file.isEmpty()))
        return Error{Error::Code::InvalidInput,
                     source.toStdString() +
                         ": one token is needed, or two while senders are moved from one to the other."};
    return tokens;
}

} // namespace spanwise

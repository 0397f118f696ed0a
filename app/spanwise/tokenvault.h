// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/receive/accesstokens.h"
#include "core/secrets/filesecrets.h"
#include "core/secrets/keychainsecrets.h"
#include "core/settings/settings.h"
#include "ui/shell/tokencontrol.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace spanwise {

/// Keeps the listeners' tokens: in the system's secret store where there is one, otherwise in tokens.json in
/// the data folder. settings.json says which, never what. Main thread; tokens() may be shared with listeners
/// on any.
class TokenVault final : public TokenControl
{
    Q_OBJECT

public:
    /// settings outlives the vault.
    TokenVault(const QString &directory, SettingsFile &settings, QObject *parent = nullptr);

    /// Reads what was kept and calls ready, at once where nothing is kept in a store that may have to be
    /// unlocked. The listeners wait for it, so that they never take from everyone what needs a token.
    void load(std::function<void()> ready);
    /// Tokens from the command line or the environment: in force, kept nowhere.
    void use(std::vector<std::string> given);

    /// What listeners ask.
    const std::shared_ptr<AccessTokens> &access() const noexcept { return m_access; }

    QStringList tokens() const override { return m_tokens; }
    QString place() const override;
    QString problem() const override { return m_problem; }

public Q_SLOTS:
    void rotate() override;
    void removeOlder() override;
    void removeAll() override;

private:
    void become(const QStringList &tokens);
    void keep();
    void keepInFile();
    void remember(TokenPlace place);
    void report(const QString &problem);

    SettingsFile &m_settings;
    FileSecrets m_file;
    KeychainSecrets m_keychain;
    const std::shared_ptr<AccessTokens> m_access = std::make_shared<AccessTokens>();
    QStringList m_tokens;
    QString m_problem;
    bool m_given = false;
};

/// The tokens of a file, one a line, or of the environment variable SPANWISE_TOKEN, separated by commas; the
/// file wins. Code::InvalidInput when one cannot be a token, there are more than two, or others may read the
/// file.
Result<std::vector<std::string>> givenTokens(const QString &file);

} // namespace spanwise

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/secrets/secretstore.h"

#include <QObject>

namespace spanwise {

/// The platform's secret store, through QtKeychain: Secret Service or KWallet on Linux. Fails with
/// Code::Unreachable where there is none or the user does not unlock it. When it is destroyed, what was asked
/// for is still done but not reported.
class KeychainSecrets final : public QObject, public SecretStore
{
    Q_OBJECT

public:
    /// owner tells entries of several data folders apart.
    explicit KeychainSecrets(QString owner, QObject *parent = nullptr);

    void read(const QString &name, Read done) override;
    void write(const QString &name, const QString &text, Written done) override;

private:
    const QString m_owner;
};

} // namespace spanwise

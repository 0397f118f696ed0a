// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/secrets/secretstore.h"

#include <QObject>

namespace spanwise {

/// Secrets in a JSON file that only its owner may read (mode 0600): for systems without a secret store.
///
/// A file that others may read is refused with what to do, since what is in it is no secret any more.
class FileSecrets final : public QObject, public SecretStore
{
    Q_OBJECT

public:
    explicit FileSecrets(QString file, QObject *parent = nullptr);

    const QString &file() const noexcept { return m_file; }
    void read(const QString &name, Read done) override;
    void write(const QString &name, const QString &text, Written done) override;

    /// The same at once; the file is small and local.
    Result<QString> readNow(const QString &name) const;
    Status writeNow(const QString &name, const QString &text) const;

private:
    const QString m_file;
};

} // namespace spanwise

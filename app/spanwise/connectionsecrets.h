// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/secrets/filesecrets.h"
#include "core/secrets/keychainsecrets.h"
#include "core/settings/remoteconnection.h"

#include <QObject>

#include <functional>
#include <memory>
#include <mutex>
#include <string>

namespace spanwise {

/// The passwords and tokens of the connections: in the system's secret store where there is one, otherwise in
/// connections-secrets.json in the data folder, which only the user may read. Main thread.
class ConnectionSecrets final : public QObject
{
    Q_OBJECT

public:
    explicit ConnectionSecrets(const QString &directory, QObject *parent = nullptr);
    ~ConnectionSecrets() override;

    /// Under RemoteConnection::secretKey(); empty when there is none.
    void read(const std::string &key, SecretStore::Read done);
    void write(const std::string &key, const std::string &secret, SecretStore::Written done);
    /// The secret of a connection for other threads, which wait for it; it asks this one's event loop. May be
    /// called when this object is gone, and fails then.
    std::function<Result<std::string>(const RemoteConnection &)> waitingReader() const;
    /// The same on this thread, with an event loop of its own: for commands.
    Result<std::string> readNow(const RemoteConnection &connection);
    QString place() const;

private:
    struct Gate
    {
        std::mutex mutex;
        ConnectionSecrets *target = nullptr; ///< guarded by mutex
    };

    FileSecrets m_file;
    KeychainSecrets m_keychain;
    std::shared_ptr<Gate> m_gate = std::make_shared<Gate>();
};

} // namespace spanwise

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/spanwise/connectionsecrets.h"

#include <QDir>
#include <QEventLoop>

#include <future>
#include <optional>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

constexpr std::chrono::seconds longestWait{60}; // the user may have to unlock the store

Error notAnswered()
{
    return {Error::Code::Unreachable,
            "The password or token of the connection could not be read from the system's secret store."};
}

Result<std::string> plain(const Result<QString> &text)
{
    return text ? Result<std::string>(text->toStdString()) : text.error();
}

} // namespace

ConnectionSecrets::ConnectionSecrets(const QString &directory, QObject *parent)
    : QObject(parent)
    , m_file(directory % "/connections-secrets.json"_L1)
    , m_keychain(QDir(directory).absolutePath())
{
    m_gate->target = this;
}

ConnectionSecrets::~ConnectionSecrets()
{
    const std::lock_guard lock(m_gate->mutex);
    m_gate->target = nullptr;
}

void ConnectionSecrets::read(const std::string &key, SecretStore::Read done)
{
    const QString name = QString::fromStdString(key);
    const Result<QString> inFile = m_file.readNow(name);
    if (inFile && !inFile->isEmpty()) {
        QMetaObject::invokeMethod(
            this, [done = std::move(done), inFile] { done(inFile); }, Qt::QueuedConnection);
        return;
    }
    m_keychain.read(name, std::move(done));
}

void ConnectionSecrets::write(const std::string &key, const std::string &secret, SecretStore::Written done)
{
    const QString name = QString::fromStdString(key);
    const QString text = QString::fromStdString(secret);
    m_keychain.write(name, text, [this, name, text, done = std::move(done)](const Status &kept) {
        const Result<QString> inFile = m_file.readNow(name);
        if (!kept)
            return done(
                m_file.writeNow(name, text)); // no store of the system's: the file, which place() names
        if (!inFile || !inFile->isEmpty())
            return done(m_file.writeNow(name, {}));
        done(Done{});
    });
}

std::function<Result<std::string>(const RemoteConnection &)> ConnectionSecrets::waitingReader() const
{
    return [gate = m_gate](const RemoteConnection &connection) -> Result<std::string> {
        if (connection.auth == ConnectionAuth::None)
            return std::string();
        auto promise = std::make_shared<std::promise<Result<QString>>>();
        auto answer = promise->get_future();
        {
            const std::lock_guard lock(gate->mutex);
            if (gate->target == nullptr)
                return notAnswered();
            ConnectionSecrets *const target = gate->target;
            QMetaObject::invokeMethod(
                target,
                [target, key = connection.secretKey(), asked = std::move(promise)] {
                    target->read(key, [asked](const Result<QString> &text) { asked->set_value(text); });
                },
                Qt::QueuedConnection);
        }
        if (answer.wait_for(longestWait) != std::future_status::ready)
            return notAnswered();
        try {
            return plain(answer.get());
        } catch (const std::future_error &) { // the program ends: nobody will answer any more
            return notAnswered();
        }
    };
}

Result<std::string> ConnectionSecrets::readNow(const RemoteConnection &connection)
{
    if (connection.auth == ConnectionAuth::None)
        return std::string();
    std::optional<Result<QString>> answer;
    QEventLoop loop;
    read(connection.secretKey(), [&](const Result<QString> &text) {
        answer = text;
        loop.quit();
    });
    loop.exec();
    return answer ? plain(*answer) : Result<std::string>(notAnswered());
}

QString ConnectionSecrets::place() const
{
    return tr("in the system's secret store, or where there is none in %1").arg(m_file.file());
}

} // namespace spanwise

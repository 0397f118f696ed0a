// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/secrets/keychainsecrets.h"

#include <qt6keychain/keychain.h>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

// Jobs have no parent: the secret service answers to their address, so they stay until it has and then delete
// themselves.
const QString service = u"Spanwise"_s;

Error unreachable(const QKeychain::Job &job)
{
    return {Error::Code::Unreachable,
            "The system's secret store cannot be used: " + job.errorString().toStdString() + "."};
}

} // namespace

KeychainSecrets::KeychainSecrets(QString owner, QObject *parent)
    : QObject(parent)
    , m_owner(std::move(owner))
{
}

void KeychainSecrets::read(const QString &name, Read done)
{
    auto *const job = new QKeychain::ReadPasswordJob(service);
    job->setKey(m_owner % u": " % name);
    job->setInsecureFallback(false);
    connect(job, &QKeychain::Job::finished, this, [done = std::move(done), job] {
        if (job->error() == QKeychain::EntryNotFound)
            done(QString());
        else if (job->error() != QKeychain::NoError)
            done(unreachable(*job));
        else
            done(job->textData());
    });
    job->start();
}

void KeychainSecrets::write(const QString &name, const QString &text, Written done)
{
    QKeychain::Job *job = nullptr;
    if (text.isEmpty()) {
        job = new QKeychain::DeletePasswordJob(service);
    } else {
        auto *const write = new QKeychain::WritePasswordJob(service);
        write->setTextData(text);
        job = write;
    }
    job->setKey(m_owner % u": " % name);
    job->setInsecureFallback(false);
    connect(job, &QKeychain::Job::finished, this, [done = std::move(done), job] {
        const bool good = job->error() == QKeychain::NoError || job->error() == QKeychain::EntryNotFound;
        done(good ? Status(Done{}) : Status(unreachable(*job)));
    });
    job->start();
}

} // namespace spanwise

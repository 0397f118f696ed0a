// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/secrets/filesecrets.h"

#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

constexpr QFile::Permissions ownerOnly = QFile::ReadOwner | QFile::WriteOwner;

Error problem(const QString &file, const QString &what)
{
    return {Error::Code::Io, QString(file % u": " % what).toStdString()};
}

Result<QJsonObject> contentOf(const QString &file)
{
    QFile stored(file);
    if (!stored.exists())
        return QJsonObject();
    const auto others = QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther;
    if (stored.permissions() & others)
        return problem(
            file, u"other users may read the tokens in it, so they are not used. Allow it for yourself alone "
                  "(chmod 600) and make new tokens."_s);
    if (!stored.open(QIODevice::ReadOnly))
        return problem(file, stored.errorString());
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(stored.readAll(), &error);
    if (!document.isObject())
        return problem(file,
                       u"it cannot be read (%1). Delete it and make new tokens."_s.arg(error.errorString()));
    return document.object();
}

} // namespace

FileSecrets::FileSecrets(QString file, QObject *parent)
    : QObject(parent)
    , m_file(std::move(file))
{
}

Result<QString> FileSecrets::readNow(const QString &name) const
{
    const auto content = contentOf(m_file);
    if (!content)
        return content.error();
    return content->value(name).toString();
}

Status FileSecrets::writeNow(const QString &name, const QString &text) const
{
    auto content = contentOf(m_file);
    QJsonObject secrets = content ? *content : QJsonObject(); // what cannot be used is replaced
    if (text.isEmpty())
        secrets.remove(name);
    else
        secrets.insert(name, text);
    QSaveFile file(m_file);
    if (!file.open(QIODevice::WriteOnly))
        return problem(m_file, file.errorString());
    file.setPermissions(ownerOnly); // before there is anything in it
    file.write(QJsonDocument(secrets).toJson());
    if (!file.commit())
        return problem(m_file, file.errorString());
    return Done{};
}

void FileSecrets::read(const QString &name, Read done)
{
    QMetaObject::invokeMethod(
        this, [this, name, done = std::move(done)] { done(readNow(name)); }, Qt::QueuedConnection);
}

void FileSecrets::write(const QString &name, const QString &text, Written done)
{
    QMetaObject::invokeMethod(
        this, [this, name, text, done = std::move(done)] { done(writeNow(name, text)); },
        Qt::QueuedConnection);
}

} // namespace spanwise

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/memoryresource.h"

#include <QResource>
#include <QtEndian>

#include <algorithm>
#include <vector>

namespace spanwise {
namespace {

constexpr quint32 headerBytes = 20;
constexpr quint16 directoryFlag = 2;

void put16(QByteArray &out, quint16 value)
{
    const quint16 big = qToBigEndian(value);
    out.append(reinterpret_cast<const char *>(&big), sizeof big);
}

void put32(QByteArray &out, quint32 value)
{
    const quint32 big = qToBigEndian(value);
    out.append(reinterpret_cast<const char *>(&big), sizeof big);
}

/// The hash by which the resource system finds names (qt_hash of qhash.cpp).
quint32 nameHash(const QString &name)
{
    quint32 hash = 0;
    for (const QChar c : name) {
        hash = (hash << 4) + c.unicode();
        hash ^= (hash & 0xf0000000) >> 23;
        hash &= 0x0fffffff;
    }
    return hash;
}

quint32 putName(QByteArray &names, const QString &name)
{
    const auto offset = static_cast<quint32>(names.size());
    put16(names, static_cast<quint16>(name.size()));
    put32(names, nameHash(name));
    for (const QChar c : name)
        put16(names, c.unicode());
    return offset;
}

void putDirectory(QByteArray &tree, quint32 name, quint32 children, quint32 firstChild)
{
    put32(tree, name);
    put16(tree, directoryFlag);
    put32(tree, children);
    put32(tree, firstChild);
}

QByteArray packed(const QString &folder, const QMap<QString, QByteArray> &files)
{
    QByteArray names;
    QByteArray data;
    QByteArray tree;
    putDirectory(tree, 0, 1, 1);
    putDirectory(tree, putName(names, folder), static_cast<quint32>(files.size()), 2);

    std::vector<QString> sorted(files.keyBegin(), files.keyEnd());
    std::ranges::sort(sorted, {}, nameHash); // looked up by binary search on the hash
    for (const QString &name : sorted) {
        put32(tree, putName(names, name));
        put16(tree, 0);
        put16(tree, 0); // any territory
        put16(tree, 1); // QLocale::C: any language
        put32(tree, static_cast<quint32>(data.size()));
        put32(data, static_cast<quint32>(files[name].size()));
        data.append(files[name]);
    }

    QByteArray bytes("qres");
    put32(bytes, 1);
    put32(bytes, headerBytes + static_cast<quint32>(data.size() + names.size()));
    put32(bytes, headerBytes);
    put32(bytes, headerBytes + static_cast<quint32>(data.size()));
    return bytes + data + names + tree;
}

} // namespace

MemoryResource::MemoryResource(const QString &folder, const QMap<QString, QByteArray> &files)
    : m_bytes(packed(folder, files))
{
    QResource::registerResource(reinterpret_cast<const uchar *>(m_bytes.constData()));
}

MemoryResource::~MemoryResource()
{
    QResource::unregisterResource(reinterpret_cast<const uchar *>(m_bytes.constData()));
}

} // namespace spanwise

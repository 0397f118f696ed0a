// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QMap>
#include <QString>

namespace spanwise {

/// Files made at run time under a folder of the resource system (":/folder/name").
///
/// A style sheet can only name pictures by a file, and ours are tinted with tokens when the program runs;
/// this keeps them off the disk. The folder name must be unique while this lives. The layout is that of rcc's
/// version 1 (QResource::registerResource): header, names, data, tree.
class MemoryResource final
{
public:
    MemoryResource(const QString &folder, const QMap<QString, QByteArray> &files);
    ~MemoryResource();
    MemoryResource(const MemoryResource &) = delete;
    MemoryResource &operator=(const MemoryResource &) = delete;

private:
    QByteArray m_bytes; ///< registered by address, so never changed
};

} // namespace spanwise

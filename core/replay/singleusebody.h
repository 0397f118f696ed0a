// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QIODevice>

#include <algorithm>
#include <cstring>

namespace spanwise {

/// A request body that can be sent once.
///
/// QNetworkAccessManager sends a request again, POST included, when the connection breaks before the
/// response. A query may cost money and time, so this body refuses to be rewound, and the manager then
/// reports ContentReSendError instead.
class SingleUseBody final : public QIODevice
{
public:
    explicit SingleUseBody(QByteArray bytes, QObject *parent = nullptr)
        : QIODevice(parent)
        , m_bytes(std::move(bytes))
    {
        open(QIODevice::ReadOnly | QIODevice::Unbuffered);
    }

    qint64 size() const override { return m_bytes.size(); }
    bool reset() override { return !m_used; }

protected:
    qint64 readData(char *data, qint64 maxSize) override
    {
        m_used = true;
        const qint64 count = std::min(maxSize, m_bytes.size() - pos());
        if (count <= 0)
            return -1;
        std::memcpy(data, m_bytes.constData() + pos(), static_cast<std::size_t>(count));
        return count;
    }
    qint64 writeData(const char *, qint64) override { return -1; }

private:
    const QByteArray m_bytes;
    bool m_used = false;
};

} // namespace spanwise

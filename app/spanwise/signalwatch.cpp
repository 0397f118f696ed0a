// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/spanwise/signalwatch.h"

#include <QSocketNotifier>

#include <sys/socket.h>
#include <unistd.h>

#include <csignal>

namespace spanwise {
namespace {

// A signal handler has no other way to an object; written before the handler is installed.
volatile std::sig_atomic_t signalSocket = -1;

void handleSignal(int number)
{
    const char byte = 1;
    if (::write(signalSocket, &byte, 1) != 1)
        ::_exit(128 + number);
    std::signal(number, SIG_DFL);
}

constexpr std::array<int, 3> handled{SIGINT, SIGTERM, SIGHUP};

} // namespace

SignalWatch::SignalWatch(QObject *parent)
    : QObject(parent)
{
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, m_sockets.data()) != 0)
        return;
    signalSocket = m_sockets[0];
    m_notifier = new QSocketNotifier(m_sockets[1], QSocketNotifier::Read, this);
    connect(m_notifier, &QSocketNotifier::activated, this, [this] {
        char byte = 0;
        if (::read(m_sockets[1], &byte, 1) == 1)
            Q_EMIT endRequested();
    });
    for (const int number : handled)
        std::signal(number, handleSignal);
}

SignalWatch::~SignalWatch()
{
    for (const int number : handled)
        std::signal(number, SIG_DFL);
    signalSocket = -1;
    for (const int socket : m_sockets) {
        if (socket >= 0)
            ::close(socket);
    }
}

} // namespace spanwise

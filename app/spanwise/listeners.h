// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/receive/accesstokens.h"
#include "core/receive/corspolicy.h"

#include <QObject>
#include <QThreadPool>

#include <array>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace spanwise {

class GrpcListener;
class HttpListener;
class Ingest;

enum class ListenerKind : std::uint8_t { OtlpHttp, OtlpGrpc, Zipkin };

/// "OTLP over HTTP", "OTLP over gRPC", "Zipkin".
std::string_view nameOf(ListenerKind kind) noexcept;

/// Where to listen, HOST:PORT each; empty: not at all.
struct ListenAddresses
{
    std::string otlpHttp{};
    std::string otlpGrpc{};
    std::string zipkin{};
    CorsPolicy cors{};

    const std::string &of(ListenerKind kind) const noexcept;
    friend bool operator==(const ListenAddresses &, const ListenAddresses &) = default;
};

/// One listener as it is now.
struct ListenerState
{
    ListenerKind kind = ListenerKind::OtlpHttp;
    std::string address; ///< where it listens; empty when it does not
    std::string problem; ///< why it does not although it should
};

/// The program's listeners: OTLP over HTTP and gRPC, and Zipkin, in front of one Ingest.
///
/// Sockets are opened and closed on a worker of its own, gRPC's library being slow to start and every
/// listener waiting for its senders at the end. Functions belong to the main thread, signals come there.
class Listeners final : public QObject
{
    Q_OBJECT

public:
    /// Told of every refused request, on the listeners' threads.
    using Refused = std::function<void(const std::string &peer, const std::string &reason)>;

    Listeners(std::shared_ptr<Ingest> ingest, std::shared_ptr<const AccessTokens> tokens, Refused refused);
    /// Waits for the worker, then stops everything.
    ~Listeners() override;

    /// Listens there from now on. A listener whose part is unchanged and which works goes on undisturbed.
    void listen(const ListenAddresses &wanted);
    /// Those that are wanted, in order; while one is being started it has neither address nor problem.
    std::vector<ListenerState> states() const;
    /// Where that one listens; empty when it does not.
    std::string address(ListenerKind kind) const;
    bool isSettled() const noexcept { return m_pending == 0; }

Q_SIGNALS:
    /// Everything that listen() asked for has been done or has failed.
    void settled();

private:
    struct Slot
    {
        std::unique_ptr<HttpListener> http;
        std::unique_ptr<GrpcListener> grpc;
    };

    Result<std::string> open(ListenerKind kind, const std::string &address, const CorsPolicy &cors);
    void opened(ListenerKind kind, const Result<std::string> &result);

    const std::shared_ptr<Ingest> m_ingest;
    const std::shared_ptr<const AccessTokens> m_tokens;
    const Refused m_refused;
    QThreadPool m_worker;        // one thread, so in order
    std::array<Slot, 3> m_slots; // on the worker while it works
    ListenAddresses m_wanted;
    std::array<ListenerState, 3> m_states;
    int m_pending = 0;
};

} // namespace spanwise

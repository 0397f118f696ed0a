// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/receive/grpc/answer.h"
#include "core/receive/grpc/exportservice.h"

#include <grpcpp/alarm.h>

#include <memory>
#include <mutex>

namespace spanwise {

/// One Export call: reads its message, has it ingested, answers, and deletes itself.
///
/// Its parts come on different threads of gRPC, of the Ingest and of the store's writer: whichever answers
/// first (the commit, a deadline, a client that hung up) answers, the others find the call gone.
class ExportCall : public grpc::ServerGenericBidiReactor
{
public:
    ExportCall(ExportService &service, grpc::GenericCallbackServerContext &context);

    void OnReadDone(bool arrived) override;
    void OnCancel() override;
    void OnDone() override;

private:
    /// What those who may answer share; call is empty once it is answered.
    struct Open
    {
        std::mutex mutex;
        ExportCall *call = nullptr;
    };

    static void answer(std::shared_ptr<Open> open, ExportAnswer answer);
    void refuseAfter(grpc::Alarm &alarm, std::chrono::milliseconds time, grpc::StatusCode code,
                     const char *message);
    void finish(ExportAnswer answer);

    ExportService &m_service;
    const std::string m_peer;
    const std::shared_ptr<Open> m_open = std::make_shared<Open>();
    Signal m_signal = Signal::Traces;
    grpc::ByteBuffer m_request;
    grpc::ByteBuffer m_response;
    grpc::Alarm m_arrival;
    grpc::Alarm m_commit;
};

} // namespace spanwise

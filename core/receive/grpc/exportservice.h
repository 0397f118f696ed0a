// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/signal.h"
#include "core/receive/grpc/grpclisteneroptions.h"
#include "core/receive/ingest.h"

#include <grpcpp/generic/async_generic_service.h>

#include <functional>
#include <optional>
#include <string>

namespace spanwise {

/// Takes every call that arrives at a gRPC server, whatever its method. Lives as long as the server and its
/// calls.
class ExportService : public grpc::CallbackGenericService
{
public:
    using Refused = std::function<void(const std::string &peer, const std::string &reason)>;

    ExportService(std::shared_ptr<Ingest> ingest, const GrpcListenerOptions &options, bool tokenNeeded,
                  Refused refused);

    grpc::ServerGenericBidiReactor *CreateReactor(grpc::GenericCallbackServerContext *context) override;

    Ingest &ingest() noexcept { return *m_ingest; }
    const GrpcListenerOptions &options() const noexcept { return m_options; }
    bool admits(const grpc::CallbackServerContext &context) const;
    /// Counts and tells. Any thread.
    void refused(const std::string &peer, const grpc::Status &status, bool counted);

private:
    const std::shared_ptr<Ingest> m_ingest;
    const GrpcListenerOptions m_options;
    const bool m_tokenNeeded;
    const Refused m_refused;
};

/// The signal whose export a method is; nullopt for any other method.
std::optional<Signal> signalOfMethod(std::string_view method) noexcept;

} // namespace spanwise

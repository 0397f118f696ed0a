// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/signal.h"
#include "core/receive/ingestoutcome.h"

#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/status.h>

#include <string>

namespace spanwise {

/// What a call is answered: a message when status is OK, otherwise why not (protocols.md 2.4).
struct ExportAnswer
{
    grpc::Status status = grpc::Status::OK;
    grpc::ByteBuffer message{};
    bool counted = false; ///< the intake has counted what was refused

    static ExportAnswer of(Signal signal, const IngestOutcome &outcome);
    /// UNAVAILABLE and, when mayRetry, RESOURCE_EXHAUSTED carry google.rpc.RetryInfo: without it senders give
    /// the data up.
    static ExportAnswer refused(grpc::StatusCode code, const std::string &message, bool mayRetry = false);
};

} // namespace spanwise

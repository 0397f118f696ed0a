// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/receive/endpoint.h"

#include <grpcpp/completion_queue.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/security/credentials.h>

#include <chrono>
#include <memory>
#include <string>

namespace spanwise::test {

inline constexpr const char *tracesMethod = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";

/// What one call came to.
struct CallResult
{
    grpc::Status status;
    std::string message;
};

/// A sender as gRPC's own library makes it, with bytes for messages.
class GrpcClient
{
public:
    explicit GrpcClient(const Endpoint &endpoint)
    {
        grpc::ChannelArguments arguments;
        arguments.SetMaxSendMessageSize(-1);
        arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
        m_stub = std::make_unique<grpc::GenericStub>(
            grpc::CreateCustomChannel(endpoint.toString(), grpc::InsecureChannelCredentials(), arguments));
    }

    CallResult call(const std::string &body, const std::string &method = tracesMethod,
                    const std::string &token = {}, bool gzip = false)
    {
        grpc::ClientContext context;
        context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(20));
        if (!token.empty())
            context.AddMetadata("authorization", "Bearer " + token);
        if (gzip)
            context.set_compression_algorithm(GRPC_COMPRESS_GZIP);
        const grpc::Slice slice(body);
        const grpc::ByteBuffer request(&slice, 1);
        grpc::ByteBuffer response;
        grpc::CompletionQueue queue;
        const auto call = m_stub->PrepareUnaryCall(&context, method, request, &queue);
        CallResult result;
        call->StartCall();
        call->Finish(&response, &result.status, this);
        void *tag = nullptr;
        bool good = false;
        queue.Next(&tag, &good);
        grpc::Slice whole;
        if (result.status.ok() && response.Valid() && response.DumpToSingleSlice(&whole).ok())
            result.message.assign(reinterpret_cast<const char *>(whole.begin()), whole.size());
        queue.Shutdown();
        return result;
    }

private:
    std::unique_ptr<grpc::GenericStub> m_stub;
};

} // namespace spanwise::test

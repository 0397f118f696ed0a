// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/receive/grpc/exportcall.h"

#include <utility>
#include <vector>

namespace spanwise {
namespace {

std::string textOf(const grpc::ByteBuffer &buffer)
{
    std::vector<grpc::Slice> slices;
    std::string text;
    if (!buffer.Dump(&slices).ok())
        return text;
    text.reserve(buffer.Length() + 64); // a parser may read a little behind the text
    for (const grpc::Slice &slice : slices)
        text.append(reinterpret_cast<const char *>(slice.begin()), slice.size());
    return text;
}

/// gRPC's own decompression knows no limit, so it is off and compressed messages come as they were sent. The
/// flag that marks them is not shown to a generic service; but no protobuf message begins with gzip's magic,
/// whose first byte would be a wire type that does not exist.
ContentCoding codingOf(std::string_view message) noexcept
{
    return message.starts_with("\x1f\x8b") ? ContentCoding::Gzip : ContentCoding::Identity;
}

} // namespace

ExportCall::ExportCall(ExportService &service, grpc::GenericCallbackServerContext &context)
    : m_service(service)
    , m_peer(context.peer())
{
    m_open->call = this;
    const auto signal = signalOfMethod(context.method());
    if (!service.admits(context)) {
        answer(m_open, ExportAnswer::refused(
                           grpc::StatusCode::UNAUTHENTICATED,
                           "This Spanwise asks its senders for a token, see Settings > Receiving: set "
                           "OTEL_EXPORTER_OTLP_HEADERS=authorization=Bearer%20TOKEN in the sender."));
    } else if (!signal) {
        answer(m_open, ExportAnswer::refused(grpc::StatusCode::UNIMPLEMENTED,
                                             "Spanwise " SPANWISE_VERSION " does not take " +
                                                 context.method().substr(0, 200) +
                                                 "; what it sends was not stored."));
    } else {
        m_signal = *signal;
        refuseAfter(m_arrival, service.options().requestTimeout, grpc::StatusCode::DEADLINE_EXCEEDED,
                    "The message did not arrive whole in time.");
        StartRead(&m_request);
    }
}

void ExportCall::refuseAfter(grpc::Alarm &alarm, std::chrono::milliseconds time, grpc::StatusCode code,
                             const char *message)
{
    alarm.Set(std::chrono::system_clock::now() + time, [open = m_open, code, message](bool expired) {
        if (expired)
            answer(open, ExportAnswer::refused(code, message, code == grpc::StatusCode::UNAVAILABLE));
    });
}

void ExportCall::OnReadDone(bool arrived)
{
    const auto open = m_open;
    if (!arrived) {
        answer(open, ExportAnswer::refused(grpc::StatusCode::INVALID_ARGUMENT,
                                           "The call ended before its message had arrived."));
        return;
    }
    m_arrival.Cancel();
    Ingest &ingest = m_service.ingest();
    DecodeJob job{.format = WireFormat::OtlpProtobuf, .signal = m_signal, .charge = Charge(ingest.budget())};
    if (!job.charge.raiseTo(m_request.Length())) {
        answer(open,
               ExportAnswer::refused(
                   grpc::StatusCode::RESOURCE_EXHAUSTED,
                   "Spanwise is holding as much unstored data as it may. Send the same data again later.",
                   true));
        return;
    }
    job.body = textOf(m_request);
    m_request.Clear();
    job.coding = codingOf(job.body);
    refuseAfter(m_commit, m_service.options().commitTimeout, grpc::StatusCode::UNAVAILABLE,
                "The data could not be stored in time. Send it again later.");
    ingest.take(std::move(job), [open, signal = m_signal](const IngestOutcome &outcome) {
        answer(open, ExportAnswer::of(signal, outcome));
    });
}

void ExportCall::OnCancel()
{
    answer(m_open, {.status = grpc::Status::CANCELLED, .counted = true});
}

void ExportCall::OnDone()
{
    delete this;
}

/// open is a copy: the call that holds the other may be gone before the lock is.
void ExportCall::answer(std::shared_ptr<Open> open, ExportAnswer answer)
{
    const std::lock_guard lock(open->mutex);
    if (ExportCall *const call = std::exchange(open->call, nullptr))
        call->finish(std::move(answer));
}

void ExportCall::finish(ExportAnswer answer)
{
    if (answer.status.ok()) {
        m_response.Swap(&answer.message);
        StartWriteAndFinish(&m_response, grpc::WriteOptions(), answer.status);
        return;
    }
    if (answer.status.error_code() != grpc::StatusCode::CANCELLED)
        m_service.refused(m_peer, answer.status, answer.counted);
    Finish(answer.status);
}

} // namespace spanwise

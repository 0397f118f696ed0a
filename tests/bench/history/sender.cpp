// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/history/sender.h"

#include "core/codec/otlp_protobuf.h"
#include "tests/bench/store/samples.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstring>
#include <mutex>
#include <thread>

namespace spanwise::bench {
namespace {

constexpr std::uint64_t roundTime = 60'000'000'000;

template<class Id>
std::string_view bytesOf(const Id &id)
{
    return {reinterpret_cast<const char *>(id.bytes().data()), Id::byteCount};
}

std::string fixed64(Timestamp time)
{
    const auto value = static_cast<std::uint64_t>(time.time_since_epoch().count());
    return {reinterpret_cast<const char *>(&value), sizeof value};
}

int connectTo(std::uint16_t port)
{
    const int fd = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (connect(fd, reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0) {
        close(fd);
        return -1;
    }
    return fd;
}

bool writeAll(int fd, std::string_view data)
{
    while (!data.empty()) {
        const ssize_t size = send(fd, data.data(), data.size(), MSG_NOSIGNAL);
        if (size <= 0)
            return false;
        data.remove_prefix(static_cast<std::size_t>(size));
    }
    return true;
}

/// The status of the answer: answers are short and come whole.
int readStatus(int fd)
{
    char answer[4096];
    const ssize_t size = recv(fd, answer, sizeof answer, 0);
    return size < 12 ? 0 : (answer[9] - '0') * 100 + (answer[10] - '0') * 10 + (answer[11] - '0');
}

} // namespace

std::vector<Body> Body::make(std::size_t count)
{
    Samples samples;
    std::vector<Body> bodies(count);
    for (Body &body : bodies) {
        const AdmittedBatch admitted = samples.batch(false);
        body.bytes = encodeOtlpProtobuf(admitted.batch);
        std::size_t at = 0;
        const auto note = [&](std::vector<std::uint32_t> &list, std::string_view what) {
            at = body.bytes.find(what, at);
            list.push_back(static_cast<std::uint32_t>(at));
            at += what.size();
        };
        for (const Span &span : admitted.batch.spans) {
            note(body.ids, bytesOf(span.traceId));
            note(body.ids, bytesOf(span.id));
            if (span.parent)
                note(body.ids, bytesOf(span.parent));
            note(body.times, fixed64(span.time.begin));
            note(body.times, fixed64(span.time.end));
        }
    }
    return bodies;
}

void Body::renew(std::uint32_t round)
{
    const std::uint32_t mixed = round * 2'654'435'761U;
    for (const std::uint32_t at : ids) {
        std::uint32_t word = 0;
        std::memcpy(&word, bytes.data() + at, sizeof word);
        word ^= mixed;
        std::memcpy(bytes.data() + at, &word, sizeof word);
    }
    for (const std::uint32_t at : times) {
        std::uint64_t time = 0;
        std::memcpy(&time, bytes.data() + at, sizeof time);
        time += roundTime;
        std::memcpy(bytes.data() + at, &time, sizeof time);
    }
}

Sent sendFor(double seconds, std::uint16_t port, std::size_t connections, std::vector<Body> &bodies)
{
    using Clock = std::chrono::steady_clock;
    const auto begin = Clock::now();
    const auto end =
        begin + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
    std::atomic<std::uint64_t> spans = 0;
    std::atomic<std::uint64_t> refused = 0;
    std::vector<std::thread> threads;
    for (std::size_t c = 0; c < connections; ++c) {
        threads.emplace_back([&, c] {
            const int fd = connectTo(port);
            std::uint32_t round = 0;
            for (std::size_t i = c; fd >= 0 && Clock::now() < end; i += connections) {
                if (i >= bodies.size()) {
                    i = c;
                    ++round;
                }
                Body &body = bodies[i];
                if (round > 0)
                    body.renew(round);
                const std::string head =
                    "POST /v1/traces HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-protobuf\r\n"
                    "Content-Length: " +
                    std::to_string(body.bytes.size()) + "\r\n\r\n";
                if (!writeAll(fd, head) || !writeAll(fd, body.bytes))
                    break;
                const int status = readStatus(fd);
                if (status == 200) {
                    spans += Samples::spansPerTrace * Samples::tracesPerBatch;
                } else if (status == 429 || status == 503) {
                    ++refused;
                    std::this_thread::sleep_for(
                        std::chrono::milliseconds(50)); // a polite sender: Retry-After is a second
                } else {
                    break;
                }
            }
            if (fd >= 0)
                close(fd);
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    return {std::chrono::duration<double>(Clock::now() - begin).count(), spans, refused};
}

} // namespace spanwise::bench

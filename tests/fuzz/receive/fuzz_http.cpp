// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/receive/decodejob.h"
#include "core/receive/route.h"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http.hpp>

#include <cstdint>
#include <cstdlib>

namespace {

namespace http = boost::beast::http;
using namespace spanwise;

constexpr std::size_t most = 1U << 20U;

std::string_view view(boost::beast::string_view text)
{
    return {text.data(), text.size()};
}

void demand(bool holds)
{
    if (!holds)
        std::abort();
}

RequestHead headOf(const http::request<http::string_body> &request)
{
    return {.method = view(request.method_string()),
            .target = view(request.target()),
            .contentType = view(request[http::field::content_type]),
            .contentEncoding = view(request[http::field::content_encoding]),
            .authorization = view(request[http::field::authorization]),
            .origin = view(request[http::field::origin]),
            .preflightMethod = view(request[http::field::access_control_request_method])};
}

/// A route has an answer, or a body that decodes or fails; whatever it is, it can be put into words.
void answer(const http::request<http::string_body> &request, HttpProtocol protocol,
            const AccessTokens &tokens)
{
    const CorsPolicy cors{.origins = {"http://localhost:3000"}};
    const Route route = Route::of(
        headOf(request), {.protocol = protocol, .tokens = tokens, .tokenNeeded = false, .cors = cors});
    if (route.answer) {
        demand(route.answer->status >= 200 && route.answer->status < 600);
        demand(route.answer->status < 400 || !route.answer->reason.empty());
        return;
    }
    const auto budget = std::make_shared<Budget>(4 * most);
    DecodeJob job{.format = route.format,
                  .signal = route.signal,
                  .coding = route.coding,
                  .body = request.body(),
                  .charge = Charge(budget)};
    std::uint64_t bytes = 0;
    const auto decoded = job.run({.maxBodyBytes = most,
                                  .maxDecompressedBytes = most,
                                  .maxZipkinBytes = most,
                                  .maxInFlightBytes = 4 * most},
                                 bytes);
    IngestOutcome outcome;
    if (decoded) {
        demand(budget->taken() <= 4 * most);
        outcome = {.rejected = decoded->rejected(route.signal).count,
                   .message = decoded->rejected(route.signal).firstReason};
    } else {
        demand(!decoded.error().message.empty());
        outcome = {.kind = IngestOutcome::Kind::Invalid, .message = decoded.error().message};
    }
    demand(Reply::of(route.format, route.signal, outcome).status ==
           (decoded ? (protocol == HttpProtocol::Zipkin ? 202U : 200U) : 400U));
}

} // namespace

/// Any bytes as what a client sends: requests one after the other, until one is broken. The first byte
/// chooses the protocol and whether a token is asked for.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size == 0)
        return 0;
    const HttpProtocol protocol = (data[0] & 1U) != 0 ? HttpProtocol::Zipkin : HttpProtocol::Otlp;
    const AccessTokens tokens((data[0] & 2U) != 0 ? std::vector<std::string>{"a-token-that-is-long"}
                                                  : std::vector<std::string>());
    boost::asio::const_buffer rest(data + 1, size - 1);
    for (int requests = 0; rest.size() > 0 && requests < 8; ++requests) {
        http::request_parser<http::string_body> parser;
        parser.header_limit(16U << 10U);
        parser.body_limit(most);
        parser.eager(true);
        boost::system::error_code error;
        rest += parser.put(rest, error);
        if (error || !parser.is_done())
            return 0;
        answer(parser.get(), protocol, tokens);
    }
    return 0;
}

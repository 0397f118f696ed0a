// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/export/httpurl.h"

#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace spanwise {

struct HttpReply
{
    unsigned status = 0;
    std::string contentType;
    std::string retryAfter; ///< the header's value; empty: none
    std::string body;
};

/// One HTTP/1.1 connection to one endpoint, kept alive between requests. Needs no event loop: post() blocks.
///
/// One thread posts; cancel() may come from any thread. A kept connection that the server has closed
/// meanwhile is replaced within the same post(). Answers beyond 4 MiB fail.
class HttpConnection
{
public:
    explicit HttpConnection(HttpUrl endpoint);
    ~HttpConnection();
    HttpConnection(const HttpConnection &) = delete;
    HttpConnection &operator=(const HttpConnection &) = delete;

    using Headers = std::vector<std::pair<std::string, std::string>>;

    /// Fails with Code::Unreachable when there was no complete answer within timeout, Code::Cancelled after
    /// cancel().
    Result<HttpReply> post(const Headers &headers, const std::string &body,
                           std::chrono::milliseconds timeout);
    /// Ends a running post() and makes later ones fail.
    void cancel() noexcept;

private:
    class Stream;
    const HttpUrl m_endpoint;
    const std::unique_ptr<Stream> m_stream;
};

} // namespace spanwise

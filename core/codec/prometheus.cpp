// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/prometheus.h"

#include "core/codec/batchsink.h"
#include "core/codec/prometheusfamilies.h"
#include "core/codec/prometheusline.h"
#include "core/codec/utf8.h"

#include <algorithm>

namespace spanwise {
namespace {

/// `# TYPE name counter`: the keyword, the name, the rest of the line.
struct Comment
{
    std::string_view keyword;
    std::string_view name;
    std::string_view rest;
};

std::string_view takeWord(std::string_view &text)
{
    const std::size_t begin = std::min(text.find_first_not_of(" \t"), text.size());
    text.remove_prefix(begin);
    const std::size_t length = std::min(text.find_first_of(" \t\r"), text.size());
    const std::string_view word = text.substr(0, length);
    text.remove_prefix(length);
    return word;
}

Comment commentOf(std::string_view line)
{
    line.remove_prefix(1);
    Comment comment;
    comment.keyword = takeWord(line);
    comment.name = takeWord(line);
    if (comment.name.size() > 1 && comment.name.starts_with('"') && comment.name.ends_with('"'))
        comment.name = comment.name.substr(1, comment.name.size() - 2);
    const std::size_t begin = std::min(line.find_first_not_of(" \t"), line.size());
    comment.rest = line.substr(begin);
    while (!comment.rest.empty() && (comment.rest.back() == '\r' || comment.rest.back() == ' '))
        comment.rest.remove_suffix(1);
    return comment;
}

/// The lines of one page, one after the other.
class Page
{
public:
    Page(DecodedBatch &out, PrometheusFormat format, Timestamp scraped)
        : m_out(out)
        , m_families(format == PrometheusFormat::OpenMetrics, scraped)
    {
    }

    void read(std::string_view body)
    {
        for (std::size_t number = 1; !body.empty() && !m_isAtEnd; ++number) {
            const std::size_t end = body.find('\n');
            if (end == std::string_view::npos && body != "# EOF") {
                reject(number, "it has no end, the page was cut off");
                return;
            }
            take(body.substr(0, end), number);
            body.remove_prefix(end == std::string_view::npos ? body.size() : end + 1);
        }
    }

    bool isAtEnd() const { return m_isAtEnd; }
    std::size_t samples() const { return m_samples; }
    PrometheusFamilies &families() { return m_families; }

private:
    void take(std::string_view line, std::size_t number)
    {
        const std::size_t begin = line.find_first_not_of(" \t\r");
        if (begin == std::string_view::npos)
            return;
        if (line[begin] == '#')
            return takeComment(commentOf(line.substr(begin)));
        std::string problem;
        if (auto sample = parsePrometheusLine(line, problem)) {
            ++m_samples;
            m_families.add(std::move(*sample));
        } else {
            reject(number, problem);
        }
    }

    void takeComment(const Comment &comment)
    {
        if (comment.keyword == "TYPE")
            m_families.setType(comment.name, comment.rest);
        else if (comment.keyword == "HELP")
            m_families.setHelp(comment.name, comment.rest);
        else if (comment.keyword == "UNIT")
            m_families.setUnit(comment.name, comment.rest);
        else if (comment.keyword == "EOF" && comment.name.empty())
            m_isAtEnd = true;
    }

    void reject(std::size_t number, const std::string &reason)
    {
        Rejected &rejected = m_out.rejectedPoints;
        if (rejected.count == 0)
            rejected.firstReason = "line " + std::to_string(number) + ": " + reason;
        ++rejected.count;
    }

    DecodedBatch &m_out;
    PrometheusFamilies m_families;
    std::size_t m_samples = 0;
    bool m_isAtEnd = false;
};

} // namespace

PrometheusFormat prometheusFormatOf(std::string_view contentType) noexcept
{
    return contentType.find("openmetrics") != std::string_view::npos ? PrometheusFormat::OpenMetrics
                                                                     : PrometheusFormat::Text;
}

Result<DecodedBatch> decodePrometheus(std::string_view body, PrometheusFormat format, Timestamp scraped)
{
    DecodedBatch decoded;
    const std::string repaired = isValidUtf8(body) ? std::string() : repairedUtf8(body);
    Page page(decoded, format, scraped);
    page.read(repaired.empty() ? body : std::string_view(repaired));
    if (page.samples() == 0 && decoded.rejectedPoints.count > 0)
        return Error{Error::Code::InvalidInput,
                     "it is no page of metrics: " + decoded.rejectedPoints.firstReason};
    BatchSink sink(decoded);
    sink.enter(Signal::Metrics);
    sink.addResource();
    sink.addScope();
    page.families().write(sink);
    if (format == PrometheusFormat::OpenMetrics && !page.isAtEnd())
        sink.warn("the page has no # EOF, so it may have been cut off");
    return decoded;
}

} // namespace spanwise

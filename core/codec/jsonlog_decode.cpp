// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/batchparts.h"
#include "core/codec/batchsink.h"
#include "core/codec/everydayjson.h"
#include "core/codec/jsonlog.h"
#include "core/codec/jsonscalars.h"
#include "core/codec/jsonsplitter.h"
#include "core/codec/jsonvalue.h"
#include "core/codec/shortid.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <exception>
#include <utility>

namespace spanwise {
namespace {

using Keys = std::span<const std::string_view>;

constexpr std::array<std::string_view, 12> timeKeys{"timestamp", "@timestamp", "time", "ts",
                                                    "@t",        "datetime",   "date", "asctime",
                                                    "eventtime", "created",    "t",    "timeunixnano"};
constexpr std::array<std::string_view, 10> levelKeys{"level",    "severity",    "severity_text", "levelname",
                                                     "loglevel", "log.level",   "log_level",     "lvl",
                                                     "@l",       "severitytext"};
constexpr std::array<std::string_view, 8> messageKeys{"message", "msg", "body", "@m",
                                                      "event",   "@mt", "log",  "text"};
constexpr std::array<std::string_view, 7> traceKeys{"trace_id", "traceid",  "trace.id",   "oteltraceid",
                                                    "@tr",      "trace-id", "dd.trace_id"};
constexpr std::array<std::string_view, 7> spanKeys{"span_id", "spanid",  "span.id",   "otelspanid",
                                                   "@sp",     "span-id", "dd.span_id"};
constexpr std::array<std::string_view, 5> serviceKeys{"service.name", "service", "service_name",
                                                      "servicename", "otelservicename"};
constexpr std::array<std::string_view, 5> loggerKeys{"logger", "logger_name", "loggername", "component",
                                                     "log.logger"};

std::string lower(std::string_view text)
{
    std::string result(text);
    for (char &c : result)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return result;
}

bool isKey(std::string_view key, std::string_view wanted) noexcept
{
    return std::ranges::equal(key, wanted,
                              [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a - 'A' + 'a' : a) == b; });
}

/// The member that goes by one of the keys; earlier keys win.
const Attribute *firstOf(const Value &object, Keys keys) noexcept
{
    for (const std::string_view key : keys) {
        for (const Attribute &item : object.map()) {
            if (!item.value.isEmpty() && isKey(item.key, key))
                return &item;
        }
    }
    return nullptr;
}

/// A number whose unit follows from its size: seconds until the year 5138, then milliseconds, microseconds,
/// nanoseconds.
std::optional<Timestamp> timestampFromNumber(const Value &value) noexcept
{
    const auto whole = wholeNumber(value);
    const auto real = realNumber(value);
    if (!real || !std::isfinite(*real) || *real < 0)
        return std::nullopt;
    std::int64_t unit = 1;
    for (const auto &[limit, nanoseconds] :
         {std::pair(1e11, 1'000'000'000LL), {1e14, 1'000'000LL}, {1e17, 1000LL}}) {
        if (*real < limit) {
            unit = nanoseconds;
            break;
        }
    }
    const double scaled = *real * static_cast<double>(unit);
    if (!(scaled < 9.2e18))
        return std::nullopt;
    if (whole)
        return Timestamp(Duration(*whole * unit));
    // A double holds microseconds of today at best.
    return Timestamp(std::chrono::microseconds(std::llround(*real * static_cast<double>(unit) / 1000)));
}

std::optional<Timestamp> timeOf(const Value &value) noexcept
{
    if (value.isString()) {
        if (const auto time = timestampFromIso(value.string()))
            return time;
    }
    return timestampFromNumber(value);
}

std::uint8_t severityOf(const Value &value)
{
    if (value.isString())
        return severityFromWord(value.string());
    const auto number = wholeNumber(value).value_or(0);
    // pino and bunyan: 10 trace, 20 debug, ... 60 fatal; OpenTelemetry's own numbers end at 24.
    if (number >= 10 && number <= 60 && number % 10 == 0)
        return static_cast<std::uint8_t>(1 + (number / 10 - 1) * 4);
    return number > 0 && number <= 24 ? static_cast<std::uint8_t>(number) : std::uint8_t{0};
}

/// Reads the records of one body.
class JsonLogReader
{
public:
    explicit JsonLogReader(DecodedBatch &out)
        : m_sink(out)
        , m_parts(out.batch)
    {
        m_sink.enter(Signal::Logs);
    }

    Arena &arena() noexcept { return m_sink.arena(); }

    void take(const Value &object)
    {
        LogRecord record = m_sink.beginLog();
        if (object.type() != Value::Type::Map || object.map().empty()) {
            m_sink.fault("the line is not an object with members");
            return m_sink.finishLog(record);
        }
        m_taken.clear();
        takeTime(object, record);
        if (const Attribute *level = claim(object, levelKeys)) {
            record.severity = severityOf(level->value);
            record.severityText =
                level->value.isString() ? level->value.string() : arena().copy(everydayJson(level->value));
        }
        if (const Attribute *message = claim(object, messageKeys))
            record.body = message->value;
        takeIds(object, record);
        takeOrigin(object, record);
        const auto mark = m_sink.attributes.mark();
        for (const Attribute &item : object.map()) {
            if (std::ranges::find(m_taken, &item) == m_taken.end())
                m_sink.attributes.push(item);
        }
        record.attributes = m_sink.attributes.take(mark, arena());
        m_sink.finishLog(record);
    }

    void reject(std::string_view reason)
    {
        const LogRecord record = m_sink.beginLog();
        m_sink.fault(reason);
        m_sink.finishLog(record);
    }

private:
    const Attribute *claim(const Value &object, Keys keys)
    {
        const Attribute *const item = firstOf(object, keys);
        if (item != nullptr)
            m_taken.push_back(item);
        return item;
    }

    void takeTime(const Value &object, LogRecord &record)
    {
        const Attribute *const item = firstOf(object, timeKeys);
        if (item == nullptr)
            return;
        record.time = timeOf(item->value);
        if (record.time)
            m_taken.push_back(item); // a time that cannot be read stays an attribute
    }

    void takeIds(const Value &object, LogRecord &record)
    {
        if (const Attribute *item = firstOf(object, traceKeys)) {
            record.traceId = idOf<TraceId>(*item, "dd.trace_id").value_or(TraceId{});
            if (record.traceId)
                m_taken.push_back(item);
        }
        if (const Attribute *item = firstOf(object, spanKeys)) {
            record.spanId = idOf<SpanId>(*item, "dd.span_id").value_or(SpanId{});
            if (record.spanId)
                m_taken.push_back(item);
        }
    }

    /// Hex; Datadog's tracers write the low 64 bits in decimal.
    template<class Id>
    static std::optional<Id> idOf(const Attribute &item, std::string_view decimalKey)
    {
        if (item.key == decimalKey &&
            (!item.value.isString() || item.value.string().size() != 2 * Id::byteCount)) {
            const auto number = unsignedNumber(item.value);
            return number ? std::optional(idFromNumber<Id>(*number)) : std::nullopt;
        }
        return idFromShortHex<Id>(item.value.stringOr({}));
    }

    void takeOrigin(const Value &object, LogRecord &record)
    {
        std::vector<Attribute> resource;
        const Attribute *const service = firstOf(object, serviceKeys);
        if (service != nullptr && service->value.isString()) {
            m_taken.push_back(service);
            resource.push_back({"service.name", service->value});
        }
        record.resource = m_parts.resource(resource);
        const Attribute *const logger = firstOf(object, loggerKeys);
        const bool isNamed = logger != nullptr && logger->value.isString();
        if (isNamed)
            m_taken.push_back(logger);
        record.scope = m_parts.scope(isNamed ? logger->value.string() : std::string_view(), {});
    }

    BatchSink m_sink;
    BatchParts m_parts;
    std::vector<const Attribute *> m_taken;
};

} // namespace

bool looksLikeLog(const Value &object) noexcept
{
    if (object.type() != Value::Type::Map)
        return false;
    const bool hasTime = firstOf(object, timeKeys) != nullptr;
    const bool hasLevel = firstOf(object, levelKeys) != nullptr;
    const bool hasMessage = firstOf(object, messageKeys) != nullptr;
    return int{hasTime} + int{hasLevel} + int{hasMessage} >= 2;
}

std::uint8_t severityFromWord(std::string_view word)
{
    constexpr std::array<std::pair<std::string_view, std::uint8_t>, 25> words{{
        {"trace", 1},   {"verbose", 1}, {"vrb", 1},         {"trc", 1},           {"debug", 5},
        {"dbg", 5},     {"info", 9},    {"information", 9}, {"informational", 9}, {"inf", 9},
        {"notice", 10}, {"warn", 13},   {"warning", 13},    {"wrn", 13},          {"error", 17},
        {"err", 17},    {"severe", 17}, {"critical", 18},   {"crit", 18},         {"alert", 19},
        {"fatal", 21},  {"ftl", 21},    {"panic", 21},      {"dpanic", 21},       {"emergency", 22},
    }};
    const std::string wanted = lower(word);
    const auto found =
        std::ranges::find(words, std::string_view(wanted), &std::pair<std::string_view, std::uint8_t>::first);
    if (found != words.end())
        return found->second;
    // OpenTelemetry's short names have steps: INFO2, WARN3.
    if (wanted.size() > 1 && wanted.back() >= '2' && wanted.back() <= '4') {
        const std::uint8_t first = severityFromWord(std::string_view(wanted).substr(0, wanted.size() - 1));
        return first % 4 == 1 ? static_cast<std::uint8_t>(first + wanted.back() - '1') : std::uint8_t{0};
    }
    return 0;
}

Result<DecodedBatch> decodeJsonLogs(std::string body)
{
    DecodedBatch decoded;
    try {
        JsonLogReader reader(decoded);
        JsonSplitter splitter([&](std::string line, std::uint64_t, std::uint64_t) {
            const auto value = readJson(std::move(line), decoded.batch.arena, "JSON");
            if (value)
                reader.take(*value);
            else
                reader.reject(value.error().message);
        });
        splitter.feed(body);
        splitter.finish();
    } catch (const std::exception &problem) {
        return Error{Error::Code::InvalidInput, std::string("The log could not be read: ") + problem.what()};
    }
    return decoded;
}

} // namespace spanwise

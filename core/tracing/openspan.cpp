// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tracing/openspan.h"

#include "core/tracing/core.h"
#include "core/tracing/record.h"
#include "core/tracing/threadstate.h"

#include <cxxabi.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <string>
#include <typeinfo>

namespace spanwise {
namespace {

Timestamp now(std::int64_t clockOffset) noexcept
{
    const auto steady =
        std::chrono::time_point_cast<Duration>(std::chrono::steady_clock::now()).time_since_epoch();
    return Timestamp(steady + Duration(clockOffset));
}

std::string readable(const std::type_info &type)
{
    int status = 0;
    const std::unique_ptr<char, decltype(&std::free)> text(
        abi::__cxa_demangle(type.name(), nullptr, nullptr, &status), &std::free);
    return status == 0 ? std::string(text.get()) : std::string(type.name());
}

} // namespace

SpanContext OpenSpan::context() const
{
    return {m_traceId, m_spanId, m_flags, false, m_traceState};
}

OpenSpan &OpenSpan::set(Label key, const AttributeView &value) noexcept
{
    if (m_record != nullptr)
        m_record->set(key, value);
    return *this;
}

OpenSpan &OpenSpan::event(Label name, AttributeList attributes) noexcept
{
    if (m_record != nullptr)
        m_record->event(now(m_record->clockOffset), name, attributes);
    return *this;
}

OpenSpan &OpenSpan::link(const SpanContext &target, AttributeList attributes) noexcept
{
    if (m_record != nullptr && target.isValid())
        m_record->link(target, attributes);
    return *this;
}

OpenSpan &OpenSpan::rename(Label name) noexcept
{
    if (m_record != nullptr)
        m_record->rename(name);
    return *this;
}

OpenSpan &OpenSpan::ok() noexcept
{
    if (m_record != nullptr)
        m_record->setStatus(StatusCode::Ok, {});
    return *this;
}

OpenSpan &OpenSpan::error(std::string_view message) noexcept
{
    if (m_record != nullptr)
        m_record->setStatus(StatusCode::Error, message);
    return *this;
}

OpenSpan &OpenSpan::recordException(const std::exception &exception) noexcept
{
    if (m_record == nullptr)
        return *this;
    const char *const what = exception.what();
    const std::string_view message = what == nullptr ? "" : what;
    try {
        const std::string type = readable(typeid(exception));
        event("exception", {{"exception.type", type}, {"exception.message", message}});
    } catch (const std::bad_alloc &) { // the type's name is a nicety
        event("exception", {{"exception.message", message}});
    }
    return error(message);
}

OpenSpan &OpenSpan::recordException(const std::exception_ptr &exception) noexcept
{
    if (m_record == nullptr || exception == nullptr)
        return *this;
    try {
        std::rethrow_exception(exception);
    } catch (const std::exception &known) {
        recordException(known);
    } catch (...) {
        const std::type_info *const type = abi::__cxa_current_exception_type();
        event("exception", {{"exception.type", type == nullptr ? "unknown" : type->name()},
                            {"exception.message", "not a std::exception"}});
        error("an exception that is not a std::exception");
    }
    return *this;
}

void OpenSpan::finish(TracingCore &core, const Timestamp *time) noexcept
{
    SpanRecord &record = *m_record;
    m_record = nullptr;
    SpanHead &span = record.head();
    span.time.end = std::max(span.time.begin, time == nullptr ? now(record.clockOffset) : *time);
    ThreadState *const state = ThreadState::current();
    ThreadSlot *const slot = state == nullptr ? nullptr : state->slot(core);
    if (slot == nullptr) {
        core.discard(record);
        return;
    }
    if (record.owner == slot)
        --slot->openSpans;
    core.push(*slot, record);
}

} // namespace spanwise

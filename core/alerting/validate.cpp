// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerting/validate.h"

#include "core/metrics/expression/expression.h"

namespace spanwise {

Status validate(const AlertRule &rule)
{
    if (rule.name.empty())
        return Error{Error::Code::InvalidInput,
                     "The rule has no name. Give it a short one, such as high_latency."};
    if (rule.hold < Duration::zero())
        return Error{Error::Code::InvalidInput,
                     "The rule " + rule.name + " must hold for a negative time. Use 0 to fire at once."};
    if (Status status = checkExpression(rule.expression); !status)
        return status;
    if (!isCondition(rule.expression)) {
        return Error{Error::Code::InvalidInput,
                     "at 1: this holds whenever there is data, so the alert would never end; "
                     "compare it with something, for example " +
                         rule.expression + " > 0.05"};
    }
    return Done{};
}

} // namespace spanwise

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/pipeline/dice.h"
#include "app/demo/pipeline/pace.h"
#include "app/demo/steps/generator.h"
#include "app/demo/steps/knowledge.h"
#include "app/demo/steps/verifier.h"
#include "core/tracing/tracer.h"

namespace spanwise::demo {

/// What every query uses. All of it may be used by many queries at once and outlives them.
struct PipelineParts
{
    const Knowledge &knowledge;
    const Generator &generator;
    const Verifier &verifier;
    const Pace &pace;
    Dice &dice;
    Tracer tracer;
};

} // namespace spanwise::demo

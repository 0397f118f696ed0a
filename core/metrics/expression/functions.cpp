// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/expression/functions.h"

#include <algorithm>

namespace spanwise {
namespace {

constexpr std::array vector{ValueType::Vector};
constexpr std::array vectorScalar{ValueType::Vector, ValueType::Scalar};
constexpr std::array vectorScalarScalar{ValueType::Vector, ValueType::Scalar, ValueType::Scalar};
constexpr std::array scalar{ValueType::Scalar};
constexpr std::array range{ValueType::Range};
constexpr std::array scalarRange{ValueType::Scalar, ValueType::Range};

using enum Function::Id;

constexpr std::array table{
    Function{"abs", Abs, vector, 1, ValueType::Vector},
    Function{"ceil", Ceil, vector, 1, ValueType::Vector},
    Function{"floor", Floor, vector, 1, ValueType::Vector},
    Function{"sqrt", Sqrt, vector, 1, ValueType::Vector},
    Function{"exp", Exp, vector, 1, ValueType::Vector},
    Function{"ln", Ln, vector, 1, ValueType::Vector},
    Function{"log2", Log2, vector, 1, ValueType::Vector},
    Function{"log10", Log10, vector, 1, ValueType::Vector},
    Function{"round", Round, vectorScalar, 1, ValueType::Vector},
    Function{"clamp", Clamp, vectorScalarScalar, 3, ValueType::Vector},
    Function{"clamp_min", ClampMin, vectorScalar, 2, ValueType::Vector},
    Function{"clamp_max", ClampMax, vectorScalar, 2, ValueType::Vector},
    Function{"scalar", Scalar, vector, 1, ValueType::Scalar},
    Function{"vector", Vector, scalar, 1, ValueType::Vector},
    Function{"time", Time, {}, 0, ValueType::Scalar},
    Function{"absent", Absent, vector, 1, ValueType::Vector},
    Function{"rate", Rate, range, 1, ValueType::Vector},
    Function{"increase", Increase, range, 1, ValueType::Vector},
    Function{"sum_over_time", SumOverTime, range, 1, ValueType::Vector},
    Function{"avg_over_time", AvgOverTime, range, 1, ValueType::Vector},
    Function{"min_over_time", MinOverTime, range, 1, ValueType::Vector},
    Function{"max_over_time", MaxOverTime, range, 1, ValueType::Vector},
    Function{"count_over_time", CountOverTime, range, 1, ValueType::Vector},
    Function{"last_over_time", LastOverTime, range, 1, ValueType::Vector},
    Function{"quantile_over_time", QuantileOverTime, scalarRange, 2, ValueType::Vector},
};

} // namespace

std::span<const Function> functions()
{
    return table;
}

const Function *findFunction(std::string_view name)
{
    const auto at =
        std::find_if(table.begin(), table.end(), [name](const Function &f) { return f.name == name; });
    return at == table.end() ? nullptr : &*at;
}

} // namespace spanwise

/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef ALPHA_POLICY_H
#define ALPHA_POLICY_H

#include "shared-memory-admission.h"

#include <array>
#include <string>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * What rules with a factor alpha of each class have in common.
 */
class AlphaPolicy : public SharedMemoryAdmission
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    AlphaPolicy();
    ~AlphaPolicy() override;

    /**
     * @param priority a class
     * @return its alpha
     */
    double GetAlpha(uint8_t priority) const
    {
        return m_alphas[priority];
    }

  protected:
    std::string CheckConfig() override;
    double DoGetLargestShare() const override;

  private:
    bool ReadAlphas();

    std::array<double, CLASS_COUNT> m_alphas{};
    double m_alpha;
    std::string m_classAlphas;
};

} // namespace aifabric
} // namespace ns3

#endif // ALPHA_POLICY_H

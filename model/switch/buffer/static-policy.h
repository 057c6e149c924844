/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef STATIC_POLICY_H
#define STATIC_POLICY_H

#include "shared-memory-admission.h"

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Static thresholds (M. Irland, "Buffer management in a packet switch", IEEE Trans. Commun. 1978):
 * a queue may take of the pool while it has less of it than a fixed limit, whatever the others
 * have.
 */
class StaticPolicy final : public SharedMemoryAdmission
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    StaticPolicy();
    ~StaticPolicy() override;

  private:
    AdmissionVerdict DoAdmit(AdmissionRequest request) override;
    std::string CheckConfig() override;
    double DoGetLargestShare() const override;

    uint64_t m_limit;
    std::vector<uint32_t> m_limits; ///< cells, by port
};

} // namespace aifabric
} // namespace ns3

#endif // STATIC_POLICY_H

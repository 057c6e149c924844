/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COMPLETE_SHARING_POLICY_H
#define COMPLETE_SHARING_POLICY_H

#include "shared-memory-admission.h"

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Complete sharing (F. Kamoun, L. Kleinrock, "Analysis of shared finite storage in a computer
 * network node environment under general traffic conditions", IEEE Trans. Commun. 1980): whatever
 * the pool has room for is admitted. One queue can take all of it.
 */
class CompleteSharingPolicy final : public SharedMemoryAdmission
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    CompleteSharingPolicy();
    ~CompleteSharingPolicy() override;

  private:
    AdmissionVerdict DoAdmit(AdmissionRequest request) override;
};

} // namespace aifabric
} // namespace ns3

#endif // COMPLETE_SHARING_POLICY_H
